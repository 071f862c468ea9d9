import { checkCharacter } from '../../person/identity.ts';

/** Everybody here is made up: id numbers of the region 000000, phones of a prefix that is not in use. */
export const heading = ['序号', '姓名', '性别', '身份证号码', '所在单位/部门', '职务', '层级', '人员类别', '政治面貌', '入党时间', '手机号码', '备注'];

const surnames = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗'.split('').concat('欧阳', '司马');
const given = '伟芳娜敏静强磊军洋勇艳杰娟涛明超秀霞平刚玉桂文英华红兰志建斌䶮喆'.split('');

/** The nth made-up person; the same every time. */
export const made = (n: number) => {
  const born = `${1966 + (n % 36)}${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}`;
  const seventeen = `000000${born}${String(n % 1000).padStart(3, '0')}`;
  return {
    name: surnames[n % surnames.length]! + given[(n * 7) % given.length]! + given[Math.floor(n / 31) % given.length]!,
    idNumber: seventeen + checkCharacter(seventeen), phone: `100${String(10_000_000 + n)}`,
  };
};

export type Cells = Partial<Record<'name' | 'idNumber' | 'unit' | 'post' | 'tier' | 'employment' | 'party' | 'joinedParty' | 'phone' | 'remark', string>>;
export const line = (n: number, cells: Cells = {}): string[] => {
  const person = made(n);
  const all = { name: person.name, idNumber: person.idNumber, unit: '北台/机务班', post: '机务员', tier: '值机员', employment: '在编', party: '群众', joinedParty: '', phone: person.phone, remark: '', ...cells };
  return [String(n), all.name, '女', all.idNumber, all.unit, all.post, all.tier, all.employment, all.party, all.joinedParty, all.phone, all.remark];
};

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
export const sheetOf = (...rows: readonly (readonly string[])[]): string => rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');

/** Many people of many units, with every habit now and then: what agencies really send. */
export const roster = (people: number, units: readonly string[]): string => {
  const rows: (readonly string[])[] = [['某市广播电视局人员花名册（2026年3月）'], heading];
  const dates = ['2008.07', '2008年7月1日', '20080701', '2008/7/1', '39630'];
  const phones = [(phone: string) => phone, (phone: string) => `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`, (phone: string) => phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))];
  for (let n = 0; n < people; n++) {
    const { name, phone } = made(n);
    rows.push(line(n, {
      unit: units[n % units.length]!, name: n % 3 === 0 && name.length === 2 ? [...name].join('　') : name, phone: phones[n % phones.length]!(phone),
      ...(n % 2 === 0 ? { party: '中共党员', joinedParty: dates[n % dates.length]! } : {}), ...(n % 40 === 5 ? { tier: '' } : {}), ...(n % 50 === 7 ? { remark: '=1+1' } : {}),
    }));
    if (n % 100 === 99) rows.push(['', '小计：100人']);
  }
  return sheetOf(...rows, [], ['填表人：（签字）', '', '审核人：（签字）']);
};
