/**
 * Tells those who work for a client that it has left. An AbortSignal does the same, and costs more than all else that a request for one
 * field needs of the router's own.
 */
export class Departure {
  #hasLeft = false;
  readonly #listeners = new Set<() => void>();

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** Calls `listener` when the client leaves; the function it gives back takes the listener away again. */
  onLeave(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  leave(): void {
    this.#hasLeft = true;
    for (const listener of this.#listeners) listener();
  }
}
