import { csv } from '@lyceum/core/csv';
import type { Language } from '@lyceum/nest-kit/call';

/** A line of instructions above the headings, which the import passes over as a title; no example row that might be imported by mistake. */
export const template = (language: Language): string => csv(language === 'zh'
  ? [['人员花名册：每行一人，姓名必填；填写前请把“身份证号码”“手机号码”两列设为文本格式；层级填领导、中层、班组长或值机员；人员类别填在编、聘用、临时或借调'],
    ['姓名', '身份证号码', '所在单位/部门', '职务', '层级', '人员类别', '政治面貌', '入党时间', '手机号码', '其他电话']]
  : [['Roster: one person a row; a name is required. Format the columns of id numbers and phones as text first. Tier: leader, middle, team-lead or operator. Employment: staff, contract, temporary or seconded'],
    ['Name', 'ID number', 'Unit', 'Post', 'Tier', 'Employment', 'Party', 'Joined party', 'Phone', 'Other phone']]);
