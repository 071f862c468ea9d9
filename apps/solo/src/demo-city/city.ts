import type { Employment, Party, Tier } from '@lyceum/contracts/member/member';
import type { UnitType } from '@lyceum/contracts/member/unit-tree';
import { Random } from './random.ts';

export type CityUnit = { unitId: string; name: string; type: UnitType; parentId: string | null; /** How likely its people come, and its weeks are kept. */ spirit: number };
export type CityPerson = { memberId: string; name: string; phone: string; unitId: string; post: string; tier: Tier; employment: Employment; party: Party; joinedParty?: string; diligence: number };
export type City = { units: CityUnit[]; people: CityPerson[]; weeks: number };

/** `brief` and `tiny` are for tests. The numbers of units are those below the agency: departments, and units in each of them. */
export const sizes = {
  brief: { departments: 1, units: 2, people: 24, weeks: 3 },
  tiny: { departments: 2, units: 2, people: 40, weeks: 14 },
  small: { departments: 12, units: 5, people: 2000, weeks: 52 },
  large: { departments: 30, units: 20, people: 30_000, weeks: 40 },
} as const;
export type Size = keyof typeof sizes;

const departments = ['办公室', '人事教育处', '机关党委', '规划财务处', '宣传管理处', '传媒机构管理处', '网络视听处', '科技处', '安全传输保障处', '公共服务处', '政策法规处', '离退休人员处'];
const districts = ['东城', '西城', '南山', '北湖', '滨江', '高新', '临港', '青云', '石桥', '龙泉', '枫林', '白沙', '金川', '玉溪口', '望江', '清河', '梅岭', '翠屏', '云台', '星火'];
const kinds = ['发射台', '监测站', '传输中心', '转播台', '微波站'];
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕', '欧阳', '司马', '上官', '诸葛'];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志鹏宇浩然晨曦思远雨桐子涵嘉怡一诺', '䶮', '𠮷', '〇'];
const posts: Readonly<Record<'team-lead' | 'operator', readonly string[]>> = { 'team-lead': ['班长', '值班长', '组长'], operator: ['值机员', '机务员', '监测员', '技术员', '科员'] };
/** Who leads a unit, in the order of their rank: one head, and further ones like the last. */
const heads = ({ type, name }: CityUnit): readonly string[] => {
  if (type === 'agency') return ['局长', '副局长', '副局长', '副局长', '总工程师', '总会计师', '一级调研员'];
  if (type === 'department') return ['处长', '副处长', '副处长', '四级调研员'];
  return name.includes('中心') ? ['主任', '副主任'] : name.includes('监测站') || name.includes('微波站') ? ['站长', '副站长'] : ['台长', '副台长'];
};

/** `chance`: drawn for everybody, also where rank decides, so that who is made next stays the same. */
const postOf = (unit: CityUnit, tier: Tier, rank: number, chance: number): string => {
  if (tier === 'leader' || tier === 'middle') return heads(unit)[rank] ?? heads(unit).at(-1)!;
  return posts[tier][Math.floor(chance * posts[tier].length)]!;
};

/** A made-up city: the same for the same size and seed. Phone numbers begin with 100, which no carrier uses. */
export const makeCity = (size: Size, seed: number): City => {
  const random = new Random(seed);
  const { departments: many, units: each, people: count, weeks } = sizes[size];
  const spirit = () => 0.72 + random.next() * 0.26;
  const units: CityUnit[] = [{ unitId: 'agency', name: '临江市文化广电局', type: 'agency', parentId: null, spirit: 0.93 }];
  for (let d = 0; d < many; d++) {
    const name = departments[d % departments.length]! + (d < departments.length ? '' : `（${Math.floor(d / departments.length) + 1}）`);
    const departmentId = `d${String(d + 1).padStart(2, '0')}`;
    units.push({ unitId: departmentId, name, type: 'department', parentId: 'agency', spirit: spirit() });
    for (let u = 0; u < each; u++) {
      const n = d * each + u;
      const number = Math.floor(n / (districts.length * kinds.length));
      const district = districts[n % districts.length]!, kind = kinds[Math.floor(n / districts.length) % kinds.length]!;
      units.push({ unitId: `${departmentId}u${String(u + 1).padStart(2, '0')}`, name: `${district}${kind}${number ? `（${number + 1}）` : ''}`, type: 'station', parentId: departmentId, spirit: spirit() });
    }
  }
  const homes: CityUnit[] = [];
  for (const unit of units) homes.push(...Array<CityUnit>(unit.type === 'agency' ? 9 : unit.type === 'department' ? 4 : 0).fill(unit));
  const stations = units.filter(({ type }) => type === 'station');
  while (homes.length < count) homes.push(stations[homes.length % stations.length]!);

  const headed = new Map<string, number>(); // how many who lead it a unit has: of a station, the first of its people is one
  const people = homes.slice(0, count).map((unit, n): CityPerson => {
    const drawn = random.weighted<Tier>([['middle', 1], ['team-lead', 3], ['operator', 16]]);
    const tier: Tier = unit.type === 'agency' ? 'leader' : unit.type === 'department' || !headed.has(unit.unitId) ? 'middle' : drawn;
    const rank = headed.get(unit.unitId) ?? 0;
    if (tier === 'leader' || tier === 'middle') headed.set(unit.unitId, rank + 1);
    const party = random.weighted<Party>([['party', 9], ['probationary', 1], ['non-party', 10]]);
    return {
      memberId: `m${String(n + 1).padStart(5, '0')}`, unitId: unit.unitId, tier,
      name: random.pick(surnames) + random.pick(given) + (random.chance(0.6) ? random.pick(given) : ''),
      phone: `100${String(10_000_000 + n * 7 + 1).padStart(8, '0')}`, post: postOf(unit, tier, rank, random.next()),
      employment: random.weighted<Employment>([['staff', 12], ['contract', 5], ['temporary', 2], ['seconded', 1]]),
      party, ...(party === 'non-party' ? {} : { joinedParty: `${random.between(1990, 2025)}-${String(random.between(1, 12)).padStart(2, '0')}` }),
      diligence: 0.7 + random.next() * 0.3,
    };
  });
  return { units, people, weeks };
};
