import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSay, type Key } from '../../i18n/translate.ts';
import { Dialog } from '../dialogs.tsx';
import { Notice } from '../parts.tsx';

type Detector = { detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = new (options: { formats: string[] }) => Detector;
/** Absent where the browser can't read codes, or gives no camera to a page without TLS. */
const detectorClass = (): DetectorClass | undefined => (navigator.mediaDevices ? (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector : undefined);

/** The code within a scanned address of this very place; anything else is not followed. */
const codeIn = (text: string): string | undefined => {
  try {
    const url = new URL(text);
    return url.origin === location.origin ? /^\/sign\/([^/]+)$/.exec(url.pathname)?.[1] : undefined;
  } catch {
    return undefined;
  }
};

const Scanner = ({ by, onClose }: { by: DetectorClass; onClose: () => void }) => {
  const say = useSay();
  const navigate = useNavigate();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Key>();
  const [detector] = useState(() => new by({ formats: ['qr_code'] }));
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async () => {
      const [found] = video.current ? await detector.detect(video.current).catch(() => []) : [];
      if (over) return;
      const code = found && codeIn(found.rawValue);
      if (code) return void navigate(`/sign/${code}`);
      if (found) setTrouble('scan.foreign');
      timer = setTimeout(() => void look(), 200);
    };
    navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).then(
      (opened) => {
        stream = opened;
        if (over || !video.current) return opened.getTracks().forEach((track) => track.stop());
        video.current.srcObject = opened;
        void video.current.play().then(look);
      },
      () => setTrouble('scan.refused'),
    );
    return () => { over = true; clearTimeout(timer); stream?.getTracks().forEach((track) => track.stop()); };
  }, [detector, navigate]);
  return (
    <Dialog title={say('scan.title')} onClose={onClose}>
      {trouble && <Notice kind="care" role="alert">{say(trouble)}</Notice>}
      {trouble !== 'scan.refused' ? <><video ref={video} muted playsInline style={{ width: '100%', borderRadius: 8, background: '#000' }} />
        <p>{say('scan.aim')}</p></> : <p>{say('scan.byCamera')}</p>}
    </Dialog>
  );
};

/** One large button, `primary` once there is something to scan. Where the browser can't read codes itself, the sentence how to scan stands in its place. */
export const ScanButton = ({ primary }: { primary: boolean }) => {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const [by] = useState(detectorClass);
  if (!by) return <p data-scan="by-camera">{say('scan.byCamera')}</p>;
  return (
    <>
      <button type="button" className={`button big${primary ? ' primary' : ''}`} onClick={() => setOpen(true)}>{say('scan.do')}</button>
      {open && <Scanner by={by} onClose={() => setOpen(false)} />}
    </>
  );
};
