import PostalMime, { type Address, type Email } from 'postal-mime';

const SNIPPET_LENGTH_MAX = 250;
/** The list keeps headers in memory; a mail with a larger header is shown as its source. */
const HEADER_BYTES_MAX = 64 * 1024;

/** A sender or recipient; the name may be empty. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** A mail in a list. */
export interface MailSummary {
  readonly id: string;
  readonly receivedAt: Date;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly from: Person | undefined;
  readonly to: readonly Person[];
  readonly subject: string;
  readonly snippet: string;
  /** The language tag of its Content-Language header (RFC 3282); empty without one. */
  readonly language: string;
  readonly size: number;
}

/** A mail, parsed and as its source. */
export interface Mail extends MailSummary {
  readonly text: string;
  readonly html: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  readonly source: string;
}

const peopleOf = (addresses: readonly Address[] = []): Person[] =>
  addresses.flatMap((address) =>
    address.group === undefined ? [{ name: address.name, address: address.address }] : peopleOf(address.group),
  );

const withoutMarkup = (html: string): string => html.replaceAll(/<(style|script)\b.*?<\/\1>|<[^>]*>/gis, ' ');

function snippetOf(email: Email): string {
  const text = email.text ?? withoutMarkup(email.html ?? '');
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, SNIPPET_LENGTH_MAX);
}

/** The language alone, without its script or region: `ru` of `ru-RU`. */
export const primaryTag = (tag: string): string => tag.split('-', 1)[0] ?? '';

/** The first language tag of a mail, if it is well formed (BCP 47). */
function languageOf(email: Email): string {
  const value = email.headers.find(({ key }) => key === 'content-language')?.value ?? '';
  return /^\s*([a-z]{2,8}(?:-[a-z0-9]{1,8})*)/i.exec(value)?.[1] ?? '';
}

/** A mail that cannot be parsed is shown as its source. */
async function parse(source: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(source, { maxHeadersSize: HEADER_BYTES_MAX });
  } catch {
    return { headers: [], headerLines: [], subject: '(a mail that cannot be read)', attachments: [] };
  }
}

/** Parses a mail as received over SMTP. */
export async function readMail(id: string, receivedAt: Date, source: Uint8Array): Promise<Mail> {
  const email = await parse(source);
  return {
    id,
    receivedAt,
    messageId: (email.messageId ?? '').replaceAll(/^<|>$/g, ''),
    from: peopleOf(email.from ? [email.from] : [])[0],
    to: peopleOf(email.to),
    subject: email.subject ?? '',
    snippet: snippetOf(email),
    language: languageOf(email),
    size: source.byteLength,
    text: email.text ?? '',
    html: email.html ?? '',
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    attachments: email.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '(unnamed)',
      type: mimeType,
      size: typeof content === 'string' ? content.length : content.byteLength,
    })),
    source: new TextDecoder().decode(source),
  };
}

/** Returns the parts for a list as copies: a substring would keep the whole mail in memory. */
export function summaryOf(mail: Mail): MailSummary {
  const { id, receivedAt, messageId, from, to, subject, snippet, language, size } = mail;
  return structuredClone({ id, receivedAt, messageId, from, to, subject, snippet, language, size });
}
