import { DatePicker, TimePicker } from 'antd';
import dayjs from 'dayjs';
import type { KeyboardEvent } from 'react';

/** antd's pickers, speaking plain days and times of Shanghai: no zone of the browser's ever enters. */
const read = (day: string | null | undefined) => (day ? dayjs(day) : null);
const shape = 'YYYY-MM-DD';
/** Shown by the first; typed in any of them. */
const typed = ['YYYY-MM-DD ddd', shape, 'YYYYMMDD', 'YYYY.MM.DD', 'YYYY/MM/DD'];
/** Enter takes the day that was typed; it must not send the form around it. */
const keepForm = { onKeyDown: (event: KeyboardEvent<HTMLElement>) => { if (event.key === 'Enter') event.preventDefault(); } };
type Extra = { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true };

export const DayField = ({ value, onChange, ...extra }: Extra & { value: string; onChange: (day: string) => void }) => (
  <DatePicker {...extra} {...keepForm} value={read(value)} onChange={(to) => onChange(to ? to.format(shape) : '')} style={{ width: '100%' }} format={typed}
    status={extra['aria-invalid'] ? 'error' : ''} />
);
export const TimeField = ({ value, onChange, ...extra }: Extra & { value: string; onChange: (time: string) => void }) => (
  <TimePicker {...extra} {...keepForm} value={value ? dayjs(`2000-01-01T${value}`) : null} onChange={(to) => onChange(to ? to.format('HH:mm') : '')} format="HH:mm"
    minuteStep={5} needConfirm={false} style={{ width: '100%' }} />
);
export const RangeField = ({ from, to, onChange, id }: { id?: string; from: string | null; to: string | null; onChange: (from: string | null, to: string | null) => void }) => (
  <DatePicker.RangePicker {...keepForm} {...(id && { id: { start: id, end: `${id}-end` } })} value={[read(from), read(to)]} allowEmpty={[true, true]} format={shape} style={{ width: '100%' }}
    onChange={(range) => onChange(range?.[0]?.format(shape) ?? null, range?.[1]?.format(shape) ?? null)} />
);
/** A day and a time, `HH:mm` of Shanghai; a day that is typed without a time, and Enter, is its end, `24:00`. */
export const MomentField = ({ onChange, id }: { id?: string; onChange: (day: string, time: string) => void }) => {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const [, year, month, day] = /^(\d{4})[-./]?(\d\d)[-./]?(\d\d)$/.exec(event.target instanceof HTMLInputElement ? event.target.value.trim() : '') ?? [];
    const typedDay = `${year}-${month}-${day}`;
    if (year && dayjs(typedDay).format(shape) === typedDay) onChange(typedDay, '24:00');
  };
  return (
    <DatePicker id={id} onKeyDown={onKeyDown} showTime={{ format: 'HH:mm' }} format={`${shape} HH:mm`} style={{ width: '100%' }}
      onChange={(to) => { if (to) onChange(to.format(shape), to.format('HH:mm')); }} />
  );
};
