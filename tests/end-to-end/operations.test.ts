import { afterAll, beforeAll } from 'vitest';
import { accountTests } from './operations/accounts.ts';
import { everyOperationTests, servicesAwayTests } from './operations/every-operation.ts';
import { idempotencyTests } from './operations/idempotency.ts';
import { inputFieldTests } from './operations/input-fields.ts';
import { notificationTests } from './operations/notifications.ts';
import { orderStepTests } from './operations/order-steps.ts';
import { orderTests } from './operations/orders.ts';
import { pageTests } from './operations/page.ts';
import { passwordTests } from './operations/passwords.ts';
import { peopleTests } from './operations/people.ts';
import { productTests } from './operations/products.ts';
import { requestTests } from './operations/requests.ts';
import { reservationTests } from './operations/reservations.ts';
import { sessionTests } from './operations/sessions.ts';
import { standingTests } from './operations/standing.ts';
import { verifiedTests } from './operations/verified.ts';
import { openWorld } from './operations/world.ts';
import type { World } from './operations/world.ts';

let world: World | undefined;
const within = (): World => {
  if (world === undefined) throw new Error('The system did not start');
  return world;
};
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

everyOperationTests(within);
inputFieldTests(within);
servicesAwayTests(within);
sessionTests(within);
passwordTests(within);
peopleTests(within);
accountTests(within);
productTests(within);
reservationTests(within);
orderTests(within);
orderStepTests(within);
standingTests(within);
notificationTests(within);
idempotencyTests(within);
requestTests(within);
verifiedTests(within);
pageTests(within);
