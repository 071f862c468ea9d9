import { AntdLayer } from '../antd-layer.tsx';
import { RangeField } from '../dates.tsx';

/** Loaded when a period is chosen by hand. */
const RangeCalendar = (props: Parameters<typeof RangeField>[0]) => <AntdLayer><RangeField {...props} /></AntdLayer>;
export default RangeCalendar;
