import { useEffect, useRef, useState, type ReactNode } from 'react';

type Props = { label: string; button: ReactNode; className?: string; end?: boolean; past?: boolean; id?: string; describedBy?: string; children: (close: () => void) => ReactNode };

/** A button with a small panel below it: Esc or leaving closes, the focus returns to the button. */
export const Popover = ({ label, button, className = 'button', end = false, past = false, id, describedBy, children }: Props) => {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    // A calendar that the panel opened lies elsewhere in the page, yet belongs to it.
    const outside = (event: PointerEvent) => {
      const target = event.target as Element;
      if (!host.current?.contains(target) && !target.closest('.ant-picker-dropdown')) setOpen(false);
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [open]);
  return (
    <div className="popover-host" ref={host} onKeyDown={(event) => { if (event.key === 'Escape' && open) { event.stopPropagation(); event.preventDefault(); close(); } }}>
      <button type="button" id={id} ref={opener} className={className} aria-label={label} aria-expanded={open} aria-haspopup="dialog" aria-describedby={describedBy}
        data-past={past || undefined} onClick={() => setOpen(!open)}>{button}</button>
      {open && <div className={end ? 'popover end' : 'popover'} role="dialog" aria-label={label}>{children(close)}</div>}
    </div>
  );
};
