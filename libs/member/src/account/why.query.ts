import { roles, type Term } from '@lyceum/contracts/terms';
import type { Directory, Grant } from '@lyceum/directory/directory';
import { rightsOf, rightTerms, type Right } from '@lyceum/directory/rights';

type Language = keyof Term;
type Question = { readonly memberId: string; readonly right: Right; readonly unitId: string; readonly language: Language };
type Reason = Pick<Grant, 'role' | 'unitId' | 'from' | 'until'> & { readonly unitName: string | null };

/** Which of a person's grants gives a right in a unit. A unit that none reaches is not named, and need not exist. */
export const whyOf = async (directory: Directory, { memberId, right, unitId, language }: Question): Promise<{ allowed: boolean; reasons: readonly Reason[]; sentence: string }> => {
  const [tree, grants, person] = await Promise.all([directory.tree({ toCome: true }), directory.grants(memberId), directory.person(memberId)]);
  const nameOf = (id: string) => tree.unit(id)?.name ?? null;
  const what = rightTerms[right][language];
  if (right === 'own') {
    const allowed = person?.unitId === unitId;
    return { allowed, reasons: [], sentence: say(language, allowed ? { zh: '每个人都可以查看和使用本人的内容。', en: 'Everybody may see and use what is their own.' } : { zh: '您不属于该单位。', en: 'You do not belong to that unit.' }) };
  }
  const giving = grants.filter(({ role }) => rightsOf[role].includes(right));
  const reasons = giving.filter((grant) => tree.contains(grant.unitId, unitId)).map(({ role, unitId, from, until }): Reason => ({ role, unitId, unitName: nameOf(unitId), from, until }));
  const [first] = reasons;
  if (first) {
    return { allowed: true, reasons, sentence: say(language, { zh: `您自 ${first.from} 起是“${first.unitName}”的${roles[first.role].zh}，可以在该单位及下属单位${what}。`, en: `Since ${first.from} you are ${roles[first.role].en} of ${first.unitName}: you may ${what} there and in all units below.` }) };
  }
  const elsewhere = giving.map((grant) => nameOf(grant.unitId)).filter((name) => name !== null);
  const sentence = elsewhere.length > 0
    ? { zh: `您可以在“${elsewhere.join('”“')}”${what}，但该单位不在其范围内。`, en: `You may ${what} in ${elsewhere.join(', ')}, but that unit lies outside.` }
    : { zh: `您没有可以${what}的角色。请联系安全管理员。`, en: `None of your roles lets you ${what}. Ask the security administrator.` };
  return { allowed: false, reasons: [], sentence: say(language, sentence) };
};

const say = (language: Language, term: Term) => term[language];
