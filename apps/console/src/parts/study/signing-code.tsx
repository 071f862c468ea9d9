import QRCode from 'qrcode';
import { useEffect, useState } from 'react';
import type { Code, SessionWhole } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useRead } from '../data.ts';
import { Dialog } from '../dialogs.tsx';
import { Icon } from '../icon.tsx';
import { Panel, Reading } from '../parts.tsx';

const usePicture = (url: string | undefined) => {
  const [picture, setPicture] = useState<string>();
  useEffect(() => {
    let current = true;
    if (url) void QRCode.toString(url, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' })
      .then((svg) => { if (current) setPicture(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`); });
    return () => { current = false; };
  }, [url]);
  return picture;
};

/** Seconds until the code on screen is replaced, by the server's clock. */
const useFuse = (code: Code | undefined, renew: () => void) => {
  const [left, setLeft] = useState(15);
  useEffect(() => {
    if (!code) return;
    const ends = performance.now() + (Date.parse(code.expiresAt) - Date.parse(code.serverNow));
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
      setLeft(Math.min(15, seconds));
      if (seconds === 0) renew();
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [code]);
  return left;
};

const Picture = ({ code, left, title }: { code: Code; left: number; title: string }) => {
  const say = useSay();
  const picture = usePicture(code.url);
  return (
    <div className="code">
      {picture ? <img src={picture} alt={say('code.alt', { title })} /> : <span className="bone" style={{ height: '16rem', width: '16rem' }} />}
      <div className="fuse" aria-hidden="true"><i style={{ width: `${(left / 15) * 100}%` }} /></div>
      <p>{say('code.do')}</p>
      <p className="quiet small num">{say('code.left', { left })}</p>
    </div>
  );
};

/** The code of an open session: changes every 15 s, so that a photograph of it is worth little. */
export const SigningCode = ({ session }: { session: SessionWhole }) => {
  const say = useSay();
  const { sessionId, title } = session;
  const [full, setFull] = useState(false);
  const reading = useRead<Code>(`/study-sessions/${sessionId}/code`, {}, { live: true, every: 15_000 });
  const left = useFuse(reading.data, () => void reading.refetch());
  return (
    <Panel title={say('code.title')} more={<button type="button" className="button icon" onClick={() => setFull(true)}><Icon name="full" size={16} />{say('code.full')}</button>}>
      <Reading of={reading} lines={8}>{(code) => <Picture code={code} left={left} title={title} />}</Reading>
      {full && reading.data && <Dialog kind="full" title={title} onClose={() => setFull(false)}><div className="projected"><Picture code={reading.data} left={left} title={title} />
        <p className="num" role="status">{say('attendances.count', { here: session.signed ?? 0, invited: session.invited ?? 0 })}</p>
        <p className="quiet">{[session.unitName, session.place].filter(Boolean).join(' · ')}</p></div></Dialog>}
    </Panel>
  );
};
