import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

// Preloaded into every process, so that none outlives a launcher that was killed.

const STANDARD_OUTPUTS = [1, 2];

/**
 * Redirects the output to the null device: the launcher read it, and a log with lines left at exit would retry to write to the broken pipe for
 * ever (sonic-boom's flushSync). An opened file gets the lowest free descriptor.
 */
function discardOutput(): void {
  for (const descriptor of STANDARD_OUTPUTS) {
    closeSync(descriptor);
    openSync(devNull, 'w');
  }
}

/** A started process shuts down by its own handler; one that is still starting exits at once. */
function onLauncherGone(): void {
  discardOutput();
  if (process.listenerCount('disconnect') <= 1) process.exit(1);
}

process.on('disconnect', onLauncherGone);
if (process.channel !== undefined && !process.connected) onLauncherGone();
