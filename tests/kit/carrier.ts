import { v7 as uuidv7 } from 'uuid';
import { shape } from '#platform/database.ts';
import type { Sql } from '#platform/database.ts';
import { envelopeSchema } from '#platform/message.ts';
import type { Envelope } from '#platform/message.ts';
import type { Delivery, MessageQueue } from '#platform/queue.ts';
import { CrashError, withCrash } from './crash.ts';
import type { CrashPoint } from './crash.ts';

/** A message on its way. */
export interface Parcel {
  readonly destination: string;
  readonly envelope: Envelope;
}

/**
 * Carries messages from the outboxes to the services that take them, one at a time, as it is told: in any order, more than once, under
 * other ids, or not at all. It stands where the relays and the queue stand; the inbox behind it is the platform's own.
 */
export interface Carrier {
  /** The services take their messages here. */
  readonly queue: MessageQueue;
  /** What can be delivered, in the order of sending. */
  readonly waiting: Parcel[];
  /** All that was ever sent. */
  readonly sent: Parcel[];
  /** Fetches what a service has written to its outbox. */
  collect(service: string): Promise<void>;
  /** Puts a message on its way that no service of these has sent. */
  post(parcel: Parcel): void;
  /** Takes a message that waits, by its number; undefined where none does. */
  pick(number: number): Parcel | undefined;
  /** Takes messages for one destination that wait, up to a count. */
  pickFor(destination: string, count: number): Parcel[];
  /** Delivers messages for one destination as one job. Where the consumer dies of it they wait again, since they were not acknowledged. */
  deliver(parcels: readonly Parcel[], crash?: CrashPoint): Promise<void>;
  /** Forgets everything. */
  empty(): void;
}

/** The message under an id that no inbox has seen. */
export const underFreshId = ({ destination, envelope }: Parcel): Parcel => ({
  destination,
  envelope: { ...envelope, id: uuidv7() },
});

type Handler = (delivery: Delivery) => Promise<void>;

const unused = (): never => {
  throw new Error('The relay does not run here');
};

const queueInto = (handlers: Map<string, Handler>, waiting: Parcel[]): MessageQueue => ({
  publish: unused,
  retry: async (destination, envelope) => void waiting.push({ destination, envelope }),
  raiseWatermark: unused,
  backlog: unused,
  jobsOf: unused,
  consume: (destination, _concurrency, handle) => {
    handlers.set(destination, handle);
    return { roundAt: () => performance.now(), stop: async () => undefined };
  },
  onReconnect: () => undefined,
  isReady: async () => true,
  close: async () => undefined,
});

const SENT = shape<{ destination: string; envelope: unknown }>({ destination: 'destination', envelope: 'envelope' });

/** A carrier for services with these databases. What is sent to other services stays in their outboxes. */
export function createCarrier(databases: ReadonlyMap<string, Sql>): Carrier {
  const handlers = new Map<string, Handler>();
  const waiting: Parcel[] = [];
  const sent: Parcel[] = [];
  const post = (parcel: Parcel): void => {
    waiting.push(parcel);
    sent.push(parcel);
  };
  const collect = async (service: string): Promise<void> => {
    const database = databases.get(service);
    if (database === undefined) return;
    const rows = await database.rows(SENT)`
      WITH taken AS (
        UPDATE messaging.outbox SET sent_seq = nextval('messaging.outbox_sent_seq')
        WHERE sent_seq IS NULL RETURNING id, destination, envelope)
      SELECT destination, envelope FROM taken ORDER BY id`;
    for (const { destination, envelope } of rows)
      if (handlers.has(destination)) post({ destination, envelope: envelopeSchema.parse(envelope) });
  };
  return {
    queue: queueInto(handlers, waiting),
    waiting,
    sent,
    collect,
    post,
    pick: (number) => (waiting.length === 0 ? undefined : waiting.splice(number % waiting.length, 1)[0]),
    pickFor: (destination, count) => {
      const picked = waiting.filter((parcel) => parcel.destination === destination).slice(0, count);
      for (const parcel of picked) waiting.splice(waiting.indexOf(parcel), 1);
      return picked;
    },
    deliver: async (parcels, crash) => {
      const destination = parcels[0]?.destination ?? '';
      const handle = handlers.get(destination);
      if (handle === undefined) throw new Error(`There is no consumer for ${destination}`);
      try {
        await withCrash(crash, () => handle({ bodies: parcels.map(({ envelope }) => envelope), attempt: 1 }));
      } catch (error) {
        const isCrash = error instanceof Error && [error, error.cause].some((each) => each instanceof CrashError);
        if (!isCrash) throw error;
        waiting.push(...parcels);
      }
      await collect(destination);
    },
    empty: () => {
      waiting.length = 0;
      sent.length = 0;
    },
  };
}
