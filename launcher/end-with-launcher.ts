import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

// Loaded into every process before its own code, so that none outlives a launcher that was killed.

const STANDARD_OUTPUTS = [1, 2];

/**
 * The launcher was the reader of what the process writes. From now on it goes nowhere: a log that has lines left at the end
 * would try to write them to the broken pipe for ever (sonic-boom's flushSync). An opened file gets the lowest free number.
 */
function writeToNowhere(): void {
  for (const descriptor of STANDARD_OUTPUTS) {
    closeSync(descriptor);
    openSync(devNull, 'w');
  }
}

/** A process that has started shuts down in order by a handler of its own; one that is still starting ends at once. */
function onLauncherGone(): void {
  writeToNowhere();
  if (process.listenerCount('disconnect') <= 1) process.exit(1);
}

process.on('disconnect', onLauncherGone);
if (process.channel !== undefined && !process.connected) onLauncherGone();
