import { describe, expect, it } from '@jest/globals';
import { projection } from '@lyceum/core/projection';
import fc from 'fast-check';
import { PostgresTable } from './postgres-table.ts';

type Thing = { name: string | null; size: number; open: boolean };
const things = (name = 'things') => projection<Thing, never>({ name, version: 1, initial: { name: null, size: 0, open: true }, indexes: [['name', 'size'], ['open']], totals: [], keys: {}, on: {} });
const table = new PostgresTable(things());
const bytes = (cell: string | number | null) => Buffer.from(String(cell), 'utf8');

describe('a column that holds any scalar, as text', () => {
  it('gives back what it was given', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }).map((n) => n + 0)), (value) => { expect(table.scalar('name', table.cell('name', value))).toBe(value); }));
    for (const value of ['', '\u0000', '\u0001\u0002', '\u0001\u0003', '\u00010123', null]) expect(table.scalar('name', table.cell('name', value))).toBe(value);
    expect(table.scalar('open', table.cell('open', false))).toBe(false);
  });
  it('sorts as its values do', () => {
    const sign = (n: number) => Math.sign(n);
    fc.assert(fc.property(fc.double({ noNaN: true }).map((n) => n + 0), fc.double({ noNaN: true }).map((n) => n + 0), (a, b) => {
      expect(sign(Buffer.compare(bytes(table.cell('size', a)), bytes(table.cell('size', b))))).toBe(a < b ? -1 : a > b ? 1 : 0);
    }));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(sign(Buffer.compare(bytes(table.cell('name', a)), bytes(table.cell('name', b))))).toBe(sign(Buffer.compare(bytes(a), bytes(b))));
    }));
  });
  it('never holds the character that PostgreSQL can not', () => expect(table.cell('name', 'a\u0000b')).not.toContain('\u0000'));
  it('leaves what people write as it is', () => expect(table.cell('name', '王𠮷 o\'hara')).toBe('王𠮷 o\'hara'));
});

describe('the tables of a projection', () => {
  it('have names that PostgreSQL does not cut short', () => {
    expect(() => new PostgresTable(things('a'.repeat(60)))).toThrow('63 characters at most');
    expect(() => new PostgresTable(things('Robert"); drop'))).toThrow('small letters');
  });
  it('are made anew where the columns that are declared change', () => {
    const { shape } = table;
    expect(new PostgresTable({ ...things(), totals: ['size'] }).shape).not.toBe(shape);
    expect(new PostgresTable({ ...things(), indexes: [['name']] }).shape).not.toBe(shape);
  });
});
