import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { readMail, summaryOf, type Mail, type MailSummary } from './mail.ts';

const FILE_NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.eml$/;

/** The first 48 bits of a UUIDv7 are its millisecond (RFC 9562). */
const receivedAt = (id: string): Date => new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));

/** The mails that were taken in, each a file as it came, the newest of them at most. */
export interface MailStore {
  readonly save: (source: Uint8Array) => Promise<MailSummary>;
  /** Newest first. */
  readonly list: () => readonly MailSummary[];
  readonly read: (id: string) => Promise<Mail | undefined>;
}

/** Opens the store in a folder, which is made where it is missing, and reads what an earlier process left there. */
export async function openMailStore(folder: string, messagesMax: number): Promise<MailStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(folder, `${id}.eml`);
  const readFrom = async (id: string): Promise<Mail> => readMail(id, receivedAt(id), await readFile(pathOf(id)));

  const ids = (await readdir(folder)).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []).toSorted();
  const summaries = new Map<string, MailSummary>();
  for (const id of ids) summaries.set(id, summaryOf(await readFrom(id)));

  const forgetOldest = async (): Promise<void> => {
    for (const id of summaries.keys()) {
      if (summaries.size <= messagesMax) return;
      summaries.delete(id);
      await rm(pathOf(id), { force: true });
    }
  };
  await forgetOldest();

  return {
    save: async (source) => {
      const id = newId();
      const unfinished = join(folder, `${id}.unfinished`);
      await writeFile(unfinished, source, { mode: 0o600 });
      await rename(unfinished, pathOf(id));
      const summary = summaryOf(await readMail(id, receivedAt(id), source));
      summaries.set(id, summary);
      await forgetOldest();
      return summary;
    },
    list: () => [...summaries.values()].toReversed(),
    read: async (id) => (summaries.has(id) ? readFrom(id) : undefined),
  };
}
