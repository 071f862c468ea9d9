import { narrow, tidy } from '../person/text.ts';

/** What a column of a roster may hold. `department` is the lower part where a list gives the unit in two columns. */
export const fields = ['name', 'idNumber', 'unit', 'department', 'post', 'tier', 'employment', 'party', 'joinedParty', 'phone', 'otherPhone'] as const;
export type Field = (typeof fields)[number];

/** One column as the file heads it, counted from 0, and what it is taken for; `null`: not read. */
export type Heading = { readonly column: number; readonly heading: string; readonly field: Field | null };

const synonyms: Readonly<Record<Field, readonly string[]>> = {
  name: ['姓名', '名字', '人员姓名', '职工姓名', '员工姓名', 'name', 'fullname'],
  idNumber: ['身份证号码', '身份证号', '身份证', '居民身份证号码', '公民身份号码', '公民身份证号码', '证件号码', '证件号', 'idnumber', 'idno', 'id'],
  unit: ['所在单位/部门', '所在单位', '单位', '单位名称', '工作单位', '单位/部门', '单位部门', '所属单位', '部门/单位', 'unit'],
  department: ['部门', '所在部门', '科室', '处室', '所属部门', '内设机构', '班组', 'department', 'section'],
  post: ['职务', '岗位', '职务/岗位', '现任职务', '工作岗位', '岗位名称', '职务岗位', 'post', 'position', 'title'],
  tier: ['层级', '层次', '人员层次', '四层次', '人员层级', '级别', 'tier', 'level'],
  employment: ['人员类别', '用工形式', '人员性质', '身份类别', '编制', '编制类别', '用工性质', '人员类型', 'employment'],
  party: ['政治面貌', '政治面目', '面貌', 'party', 'politicalstatus'],
  joinedParty: ['入党时间', '入党日期', '入党年月', '加入党组织时间', '加入中国共产党时间', '参加党派时间', 'joinedparty'],
  phone: ['手机号码', '手机号', '手机', '联系电话', '联系方式', '移动电话', '电话', '电话号码', 'phone', 'mobile'],
  otherPhone: ['其他电话', '备用电话', '办公电话', '固定电话', '座机', '短号', 'otherphone'],
};
const fieldOf = new Map<string, Field>(fields.flatMap((field) => synonyms[field].map((word) => [word, field] as const)));

/** Headings that every roster has and that this program does not keep: they help to find the heading row. */
const unread = new Set(['序号', '编号', '性别', '备注', '出生年月', '出生日期', '民族', '籍贯', '学历', '学位', '职称', '参加工作时间', '年龄', '专业', '毕业院校', 'no', 'gender', 'remark', 'remarks']);

const longest = 1000; // characters: what has more is no heading
/**
 * Headings are compared without blanks, brackets ("手机号（必填）"), stars and case. A bracket ends before the next one opens: looking further
 * for its end from each of ten thousand would hold everything up.
 */
const bare = (heading: string): string => (heading.length > longest ? '' : narrow(tidy(heading)).replace(/\([^()]*\)|【[^【】]*】|\[[^[\]]*\]/g, '').replace(/[\s*:：_.-]/g, '').toLowerCase());

/** How much a line looks like a heading row: how many of its cells are known headings. */
export const headingScore = (cells: readonly string[]): number => cells.filter((cell) => fieldOf.has(bare(cell)) || unread.has(bare(cell))).length;

export type Remembered = Readonly<Record<string, Field | null>>;

/**
 * What each column is taken for: by what a person chose before for a heading of this name, else by synonyms. The first column of a kind
 * counts; a second phone column is the other phone; 部门 without a 单位 beside it is the unit.
 */
export const readHeadings = (cells: readonly string[], remembered: Remembered = {}): readonly Heading[] => {
  const taken = new Set<Field>();
  const take = (field: Field | null | undefined): Field | null => {
    if (!field) return null;
    const free = !taken.has(field) ? field : field === 'phone' && !taken.has('otherPhone') ? 'otherPhone' : null;
    if (free) taken.add(free);
    return free;
  };
  const chosen = (heading: string) => (Object.hasOwn(remembered, heading) ? remembered[heading] : undefined);
  // What a person chose comes first, so that a synonym further left does not take its field.
  const first = cells.map((cell) => { const field = chosen(tidy(cell)); return field === undefined ? undefined : take(field); });
  const headings = cells.map((cell, column) => {
    const heading = tidy(cell).slice(0, 100);
    const field = first[column];
    return { column, heading, field: field === undefined ? take(fieldOf.get(bare(heading))) : field };
  });
  return taken.has('unit') ? headings : headings.map((each) => (each.field === 'department' ? { ...each, field: 'unit' as const } : each));
};

/** A person's corrections. A field moves to the column chosen for it, and leaves the one that had it. */
export const correctHeadings = (headings: readonly Heading[], choices: readonly { readonly column: number; readonly field: Field | null }[]): readonly Heading[] =>
  choices.reduce<readonly Heading[]>((now, { column, field }) => now.map((each) =>
    each.column === column ? { ...each, field } : field !== null && each.field === field ? { ...each, field: null } : each), headings);

export const has = (headings: readonly Heading[], ...any: readonly Field[]): boolean => headings.some(({ field }) => field !== null && any.includes(field));
