import type { Employment, Party, Tier } from '@lyceum/contracts/member/member';
import { error, guess, mended, type Reading } from './note.ts';
import { narrow, tidy } from './text.ts';

/** The agency's words for our kinds, in the order in which a pattern is tried. */
type Words<T> = readonly (readonly [T, RegExp])[];

const parties: Words<Party> = [
  ['probationary', /^(中共)?预备(党员|期)?$|^probationary$/i],
  ['party', /^(中共|共产党|正式)?(正式)?党员$|^中共$|^中国共产党(党)?员$|^party$/i],
  // 八个民主党派, the Youth League and people of no party: none of them a party member, and only the last are called so in a roster.
  ['non-party', /^(共青)?团员$|^(中国共产主义)?(青年团|共青团)员?$|^群众$|^普通群众$|^无党派(人士|民主人士)?$|^非(中共)?党员$|^(民革|民盟|民建|民进|农工党|农工民主党|致公党|九三学社|九三|台盟)(盟员|会员|党员|社员|成员)?$|^non-party$/i],
];
const employments: Words<Employment> = [
  ['staff', /^(在编|编内|在职|在编在岗|事业编制?|行政编制?|公务员|参公|正式(工|职工|人员)?|在编人员)$|^staff$/i],
  ['contract', /^(聘用|聘任|聘用制|合同(工|制)?|编外(聘用)?|外聘|聘用人员|企业聘用)$|^contract$/i],
  ['temporary', /^(临时(工|人员|用工)?|劳务(派遣)?|派遣|实习(生)?)$|^temporary$/i],
  ['seconded', /^(借调|借用|挂职|借调人员|帮助工作)$|^seconded$/i],
];
const tiers: Words<Tier> = [
  ['leader', /^(领导|领导干部|领导班子|班子成员|局领导|台领导|单位领导)$|^leader$/i],
  ['middle', /^(中层|中层干部|中层领导|中层正职|中层副职)$|^middle$/i],
  ['team-lead', /^(班组长|班长|组长|班组)$|^team-lead$/i],
  ['operator', /^(值机员|值机|职工|员工|一般人员|普通职工|一般干部|工作人员)$|^operator$/i],
];

const find = <T>(words: Words<T>, text: string): T | undefined => words.find(([, pattern]) => pattern.test(text))?.[0];
const word = (cell: string): string => narrow(tidy(cell)).replace(/\s/g, '');

/** What says no more than that somebody is no member of the party; of whatever else is read so, it is told that the roster said more. */
const noMember = /^(普通)?群众$|^非(中共)?党员$|^non-party$/i;

/** 政治面貌. An empty cell is taken for 群众, as a guess; a word that is not understood is refused, not taken for no member. */
export const readParty = (cell: string): Reading<Party> => {
  const was = word(cell);
  if (was === '') return { value: 'non-party', notes: [guess('party-empty', '', 'non-party')] };
  const party = find(parties, was);
  if (party === 'non-party' && !noMember.test(was)) return { value: party, notes: [mended('party-non-party', was, party)] };
  return party ? { value: party, notes: [] } : { notes: [error('party-unknown', was.slice(0, 40))] };
};

/** 人员类别. An empty cell is taken for 在编, as a guess. */
export const readEmployment = (cell: string): Reading<Employment> => {
  const was = word(cell);
  if (was === '') return { value: 'staff', notes: [guess('employment-empty', '', 'staff')] };
  const employment = find(employments, was);
  return employment ? { value: employment, notes: [] } : { notes: [error('employment-unknown', was.slice(0, 40))] };
};

/** 层级. An empty cell is suggested from the post, as a guess. */
export const readTier = (cell: string, post: string): Reading<Tier> => {
  const was = word(cell);
  if (was === '') {
    const tier = tierOf(post);
    return { value: tier, notes: [guess('tier-guessed', post, tier)] };
  }
  const tier = find(tiers, was);
  return tier ? { value: tier, notes: [] } : { notes: [error('tier-unknown', was.slice(0, 40))] };
};

/** The tier that a post usually has. A head of an agency or a station leads; of a department or section, is of the middle. */
export const tierOf = (post: string): Tier => {
  if (/(局|台|校|院|党组|党委|纪委|总)(副)?(长|书记|经理|工程师|编辑)|(^|副|总支)书记|副?台长|总工/.test(post)) return 'leader';
  if (/(处|科|站|室|所|部|队|股)长|主任|主管|支部书记/.test(post)) return 'middle';
  if (/(班|组|领班|段)长|领班/.test(post)) return 'team-lead';
  return 'operator';
};

/** 职务: free text. Where it is empty, the word of the tier stands for it, as a guess. */
export const readPost = (cell: string, tierCell: string): Reading<string> => {
  const post = tidy(cell);
  if (post.length > 60) return { notes: [error('post-too-long', post.slice(0, 60))] };
  if (post !== '') return { value: post, notes: post === cell ? [] : [mended('text-mended', cell.trim() === post ? cell : cell.trim(), post)] };
  const stand = tidy(tierCell);
  return stand === '' || stand.length > 60 ? { notes: [error('post-missing', '')] } : { value: stand, notes: [guess('post-from-tier', '', stand)] };
};
