/** What a client can be answered with. */
export type AnswerType = 'application/json' | 'application/graphql-response+json' | 'text/html';

interface Range {
  readonly type: string;
  readonly quality: number;
}

/**
 * Chooses the media type of an answer from an Accept header (RFC 9110, section 12.5.1): the one with the highest quality, between equals
 * the one that is named, then the one that is offered first. `application/json` where the client does not say, or takes anything
 * (GraphQL over HTTP, "Legacy watershed"). Undefined where the client takes none of them.
 */
export function negotiate(accept: string | undefined, offers: readonly AnswerType[]): AnswerType | undefined {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  const ranges = accept.split(',').map(readRange);
  const rated = offers.map((offer) => ({ offer, ...rate(offer, ranges) })).filter(({ quality }) => quality > 0);
  if (rated.every(({ isNamed }) => !isNamed) && rated.some(({ offer }) => offer === 'application/json'))
    return 'application/json';
  rated.sort((a, b) => b.quality - a.quality || Number(b.isNamed) - Number(a.isNamed));
  return rated[0]?.offer;
}

function rate(offer: AnswerType, ranges: readonly Range[]): { quality: number; isNamed: boolean } {
  const named = ranges.find(({ type }) => type === offer);
  const range =
    named ??
    ranges.find(({ type }) => type === `${offer.split('/')[0]}/*`) ??
    ranges.find(({ type }) => type === '*/*');
  return { quality: range?.quality ?? 0, isNamed: named !== undefined };
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const value = quality === undefined ? 1 : Number(quality);
  return { type, quality: Number.isNaN(value) ? 0 : value };
}
