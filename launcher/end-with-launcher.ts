// Loaded into every process before its own code: a process whose launcher disappears while it is still starting ends at once.
// One that has started has a handler of its own for that, and shuts down in order.
const endUnlessHandled = (): void => {
  if (process.listenerCount('disconnect') <= 1) process.exit(1);
};
process.on('disconnect', endUnlessHandled);
if (process.channel !== undefined && !process.connected) process.exit(1);
