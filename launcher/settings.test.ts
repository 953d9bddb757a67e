import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressOf, readSettings } from './settings.ts';

describe('readSettings', () => {
  it('lets every port follow the router', () => {
    expect(readSettings({ PORT: '5000' }).ports).toEqual({
      PORT: 5000,
      USERS_PORT: 5001,
      ACCOUNTS_PORT: 5002,
      PRODUCTS_PORT: 5003,
      ORDERS_PORT: 5004,
      NOTIFICATIONS_PORT: 5005,
      MAILBOX_PORT: 5006,
      MAILBOX_SMTP_PORT: 5007,
      POSTGRES_PORT: 5008,
    });
  });

  it('keeps a port that is set', () => {
    const { ports } = readSettings({ ORDERS_PORT: '7777' });
    expect([ports.PORT, ports.ORDERS_PORT, ports.NOTIFICATIONS_PORT]).toEqual([4000, 7777, 4005]);
  });

  it('names every fault at once', () => {
    const source = { PORT: 'http', QUEUE_URL: 'amqp://queue', ROUTER_SECRET: 'short', LOG_LEVEL: 'loud' };
    expect(() => readSettings(source)).toThrow(/(?=.*PORT)(?=.*QUEUE_URL)(?=.*ROUTER_SECRET)(?=.*LOG_LEVEL)/s);
  });

  it('shows no value of a setting that is wrong', () => {
    expect(() => readSettings({ ROUTER_SECRET: 'hunter2' })).toThrow(/^((?!hunter2).)*$/s);
  });

  it('refuses one port for two', () => {
    expect(() => readSettings({ USERS_PORT: '4000' })).toThrow('USERS_PORT: is 4000 like PORT');
  });

  it.each([
    [{ PORT: '6000' }, 'PORT: is 6000'],
    [{ PORT: '4040' }, 'NOTIFICATIONS_PORT: is 4045'],
    [{ ORDERS_PORT: '6667' }, 'ORDERS_PORT: is 6667'],
  ])('refuses ports that fetch refuses to call: %s', (source, fault) => {
    expect(() => readSettings(source)).toThrow(`${fault} and must be another port`);
  });

  it('lets mail and PostgreSQL have ports that HTTP may not', () => {
    expect(readSettings({ MAILBOX_SMTP_PORT: '587', POSTGRES_PORT: '6000' }).ports.POSTGRES_PORT).toBe(6000);
  });

  it('refuses a router port that leaves no room above it', () => {
    expect(() => readSettings({ PORT: '65530' })).toThrow('MAILBOX_PORT: would be 65536');
  });

  it('makes the data folder an absolute path', () => {
    expect(readSettings({ DATA_DIR: 'here' }).DATA_DIR).toBe(resolve('here'));
  });

  it('needs a PostgreSQL of its own unless every database and the queue are named', () => {
    const url = 'postgres://db/name';
    const databases = {
      USERS_DATABASE_URL: url,
      ACCOUNTS_DATABASE_URL: url,
      PRODUCTS_DATABASE_URL: url,
      ORDERS_DATABASE_URL: url,
      NOTIFICATIONS_DATABASE_URL: url,
    };
    expect(readSettings({}).needsPostgres).toBe(true);
    expect(readSettings({ QUEUE_URL: 'redis://queue' }).needsPostgres).toBe(true);
    expect(readSettings(databases).needsPostgres).toBe(true);
    expect(readSettings({ ...databases, QUEUE_URL: 'redis://queue' }).needsPostgres).toBe(false);
  });

  it('keeps the services to themselves where the router is open to all', () => {
    expect(readSettings({ HOST: '0.0.0.0' }).innerHost).toBe('127.0.0.1');
    expect(readSettings({ HOST: '127.0.0.2' }).innerHost).toBe('127.0.0.2');
  });
});

describe('addressOf', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:80'],
    ['0.0.0.0', 'http://127.0.0.1:80'],
    ['::1', 'http://[::1]:80'],
  ])('calls %s at %s', (host, address) => {
    expect(addressOf(host, 80)).toBe(address);
  });
});
