import { AntdLayer } from '../antd-layer.tsx';
import { MomentField } from '../dates.tsx';

/** Loaded when the clock is opened: the calendar is heavy, the clock is on every page. */
const MomentPicker = (props: Parameters<typeof MomentField>[0]) => <AntdLayer><MomentField {...props} /></AntdLayer>;
export default MomentPicker;
