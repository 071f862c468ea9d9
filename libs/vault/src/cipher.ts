import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

// A bare Buffer as a key is wrapped anew by Node at four times the cost of `createSecretKey`.
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** What `Personal` of core looks like: subject, nonce, ciphertext with its tag. */
const shape = /^p1\.([\w-]{1,64})\.([\w-]{16})\.([\w-]+)$/;

/** Nonce, ciphertext and tag, bound to what they are for. */
export const encrypt = (key: Buffer, plain: Buffer, boundTo: string): { nonce: Buffer; body: Buffer } => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, createSecretKey(key), nonce).setAAD(Buffer.from(boundTo));
  return { nonce, body: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
};
/** `null` where the key is another one, or anything was changed. */
export const decrypt = (key: Buffer, nonce: Buffer, body: Buffer, boundTo: string): Buffer | null => {
  try {
    const decipher = createDecipheriv(algorithm, createSecretKey(key), nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(boundTo)).setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]);
  } catch { return null; }
};

export const sealText = (key: Buffer, subject: string, plain: string): string => {
  const { nonce, body } = encrypt(key, Buffer.from(plain), subject);
  return `p1.${subject}.${nonce.toString('base64url')}.${body.toString('base64url')}`;
};
export type SealedText = { readonly subject: string; readonly nonce: Buffer; readonly body: Buffer };
export const parseSealed = (sealed: string): SealedText | null => {
  const found = shape.exec(sealed);
  return found ? { subject: found[1]!, nonce: Buffer.from(found[2]!, 'base64url'), body: Buffer.from(found[3]!, 'base64url') } : null;
};
export const openText = (key: Buffer, { subject, nonce, body }: SealedText): string | null => decrypt(key, nonce, body, subject)?.toString() ?? null;
