import { SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { createIssuer, withoutSignature } from '../../kit/issuer.ts';
import type { World } from './world.ts';

const keysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string(), x: z.string() })).min(1) });

/** Tokens that say they are the owner's or an administrator's, and are not: by what is wrong with them. */
export async function forgeriesOf({ system, owner, other, admin }: World): Promise<Record<string, string>> {
  const response = await fetch(new URL('/.well-known/jwks.json', system.url));
  const { keys } = keysSchema.parse(await response.json());
  const [key] = keys;
  if (key === undefined) throw new Error('The issuer has no key');
  const impostor = await createIssuer(key.kid);
  const [head = '', , signature = ''] = other.accessToken.split('.');
  const [, adminClaims = ''] = admin.accessToken.split('.');
  // RFC 8725, section 2.1: the public key taken for the secret of a symmetric algorithm.
  const publicKey = new Uint8Array(Buffer.from(key.x, 'base64url'));
  const symmetric = new SignJWT({ sid: uuidv7(), role: 'ADMIN' }).setProtectedHeader({ alg: 'HS256', kid: key.kid });
  const confused = symmetric.setSubject(owner.id).setIssuer('ordergraph').setAudience('ordergraph').setIssuedAt();
  return {
    "signed with a foreign key that has the issuer's name": await impostor.token({ userId: owner.id, role: 'ADMIN' }),
    'without a signature': withoutSignature(admin.accessToken),
    "with an administrator's claims and another customer's signature": `${head}.${adminClaims}.${signature}`,
    'signed with the public key as a secret': await confused.setExpirationTime('15m').sign(publicKey),
    'that is no token': 'a.b.c',
  };
}
