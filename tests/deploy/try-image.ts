// The last step of deploy/try-image.sh: starts what the compose file says in containers of the image that was built, over a PostgreSQL and
// a Redis of this machine, and places an order.
import { strict as assert } from 'node:assert';
import { SERVICES } from '#platform/config.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { startThrowAwayPostgres } from '../../launcher/throw-away-postgres.ts';
import { startRedis } from '../kit/redis.ts';
import { stockArticle } from '../kit/shop.ts';
import { ADMIN } from '../kit/system.ts';
import { createVisitor } from '../kit/visitor.ts';
import { composedSystem, variablesFor } from './composed-system.ts';
import type { NodeOfImage } from './composed-system.ts';

const PROCESSES = ['router', ...SERVICES] as const;

/** Without what only a systemd, or a user who may raise limits, can give: timers of health checks, Podman's own limits. */
const PLAIN = ['--network', 'host', '--no-healthcheck', '--ulimit', 'nofile=4096', '--ulimit', 'nproc=4096'];
/** As the compose file has it: not root, without capabilities, on a root file system that cannot be written to. */
const CONFINED = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

const [image = '', ...storage] = process.argv.slice(2);
const inContainer: NodeOfImage = (args, env) => {
  // By name alone, so that no secret is among the arguments of a process.
  const variables = Object.keys(env).flatMap((name) => (name === 'PATH' ? [] : ['--env', name]));
  const run = ['--runtime', 'runc', ...storage, 'run', '--rm', '--log-driver', 'none', ...PLAIN, ...CONFINED];
  return { program: 'podman', args: [...run, ...variables, image, 'node', ...args] };
};

const print = (line: string): void => void process.stdout.write(`${line.trimEnd()}\n`);
const stops: (() => unknown)[] = [];
try {
  const postgres = await startThrowAwayPostgres();
  stops.push(postgres.stop);
  const redis = await startRedis();
  stops.push(redis.kill);
  const first = await freePortRange(PROCESSES.length);
  const places = {
    'postgres:5432': new URL(postgres.url('postgres')).host,
    'redis:6379': new URL(redis.url).host,
    'mailpit:1025': '127.0.0.1:9',
    '0.0.0.0': '127.0.0.1',
    ...Object.fromEntries(PROCESSES.map((name, index) => [`${name}:${4000 + index}`, `127.0.0.1:${first + index}`])),
    ...Object.fromEntries(PROCESSES.map((_, index) => [`(?<!:)${4000 + index}`, String(first + index)])),
  };
  const system = composedSystem({
    node: inContainer,
    variables: variablesFor(postgres.url('postgres')),
    placesOf: () => places,
  });

  const status = `console.log(process.version, process.getuid(), process.getgid(), fs.readFileSync('/proc/self/status','utf8').match(/CapEff.*/)[0]); try { fs.writeFileSync('/app/x', '') } catch (e) { console.log(e.code) }`;
  print(await system.run('orders', 'node', '--eval', `const fs = require('fs'); ${status}`));
  print(await system.run('migrate'));
  await Promise.all(PROCESSES.map((name) => system.start(name)));
  print(`${PROCESSES.length} containers are healthy`);
  const url = `http://127.0.0.1:${first}/graphql`;
  const article = await stockArticle(await createVisitor(url).login(ADMIN), '2.50', 10);
  const customer = await createVisitor(url).register();
  await customer.deposit('10.00');
  const order = await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: 2 }]));
  print(`The order ${order.number} is ${order.status}`);
  assert.equal(order.status, 'CONFIRMED');
  print(await system.run('orders', 'node', 'launcher/run.js', 'dead-letters', 'orders'));
  print(await system.run('users', 'node', 'launcher/run.js', 'rotate-keys'));
  const codes = await Promise.all(PROCESSES.map((name) => system.stop(name)));
  print(`Ended on SIGTERM with ${codes.join(', ')}`);
  assert.deepEqual(new Set(codes), new Set([0]));
} finally {
  for (const stop of stops.toReversed()) await stop();
}
