/** What can be claimed for one person at a time. */
export type ClaimKind = 'phone' | 'id-number' | 'account';

/** One text for one claim, however people write it: `+86 138-0000 0000` is `13800000000`. */
export const claimText = (kind: ClaimKind, value: string): string => {
  const plain = value.normalize('NFKC').trim();
  switch (kind) {
    case 'phone': return plain.replace(/[\s()-]/g, '').replace(/^(\+|00)86/, '');
    case 'id-number': return plain.replace(/\s/g, '').toUpperCase();
    case 'account': return plain.toLowerCase();
  }
};
