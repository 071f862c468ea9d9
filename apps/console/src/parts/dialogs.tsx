import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useSay } from '../i18n/translate.ts';
import { Icon } from './icon.tsx';

type Props = { title: ReactNode; onClose?: () => void; children: ReactNode;
  kind?: 'modal' | 'side' | 'full'; /** What gets the focus where nothing had it before, as after a pasted link. */ opener?: () => HTMLElement | null };

/** A browser's own dialog: keeps the focus inside, closes on Esc and on a click beside it, gives the focus back. */
export const Dialog = ({ title, onClose, children, kind = 'modal', opener }: Props) => {
  const say = useSay();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      const had = before instanceof HTMLElement && before !== document.body && before.isConnected;
      (had ? before : opener?.())?.focus();
    };
  }, []);
  return (
    <dialog ref={element} className={kind} aria-labelledby={id} onCancel={(event) => { if (event.target !== element.current) return; event.preventDefault(); onClose?.(); }}
      // A browser may close it without asking (Esc twice on Android and in Chromium): what opened it must know.
      onClose={(event) => { if (event.target === element.current && !element.current.open) onClose?.(); }}
      onMouseDown={(event) => { if (event.target === element.current && kind !== 'full') onClose?.(); }}>
      <div className="stack">
        <div className="row between" style={{ flexWrap: 'nowrap', alignItems: 'flex-start' }}>
          <h2 id={id} tabIndex={-1}>{title}</h2>
          {onClose && <button type="button" className="button icon" aria-label={say('form.close')} onClick={onClose}><Icon name="close" /></button>}
        </div>
        {children}
      </div>
    </dialog>
  );
};
