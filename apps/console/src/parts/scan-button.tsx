import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSay, type Key } from '../i18n/translate.ts';
import { Dialog } from './dialogs.tsx';
import { Notice } from './parts.tsx';

type Detector = { detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]> };
const makeDetector = (): Detector | undefined => {
  const known = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector;
  return known && navigator.mediaDevices ? new known({ formats: ['qr_code'] }) : undefined;
};

/** The code within a scanned address of this very place; anything else is not followed. */
const codeIn = (text: string): string | undefined => {
  try {
    const url = new URL(text);
    return url.origin === location.origin ? /^\/sign\/([^/]+)$/.exec(url.pathname)?.[1] : undefined;
  } catch {
    return undefined;
  }
};

const Scanner = ({ onClose }: { onClose: () => void }) => {
  const say = useSay();
  const navigate = useNavigate();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<Key>();
  const [detector] = useState(makeDetector);
  useEffect(() => {
    if (!detector) return;
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
      {detector && trouble !== 'scan.refused' ? <><video ref={video} muted playsInline style={{ width: '100%', borderRadius: 8, background: '#000' }} />
        <p>{say('scan.aim')}</p></> : <p>{say('scan.byCamera')}</p>}
    </Dialog>
  );
};

/** One large button. Where the browser can't read codes itself, it says how to scan. */
export const ScanButton = () => {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button primary big" onClick={() => setOpen(true)}>{say('scan.do')}</button>
      {open && <Scanner onClose={() => setOpen(false)} />}
    </>
  );
};
