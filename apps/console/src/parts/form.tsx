import { createContext, useContext, useState, type FormEvent, type ReactNode } from 'react';
import { useSay, type Key } from '../i18n/translate.ts';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Fault = { key: Key; values: Record<string, string> };
const Faults = createContext<Readonly<Record<string, Fault>>>({});

/** What the field of this id lacks, in the page's language. */
export const useOwnFault = (id: string): string | undefined => {
  const say = useSay();
  const fault = useContext(Faults)[id];
  return fault && say(fault.key, fault.values);
};

const faultIn = (control: Control): Fault => {
  const { validity } = control;
  const limit = (name: string) => control.getAttribute(name) ?? '';
  const values = { min: limit('min'), max: limit('max'), step: limit('step'), n: limit('minlength') };
  if (validity.valueMissing) return { key: 'form.missing', values };
  if (validity.tooShort) return { key: 'form.short', values };
  if (validity.rangeUnderflow || validity.rangeOverflow) return { key: 'form.range', values };
  if (validity.stepMismatch) return { key: 'form.step', values };
  return { key: 'form.shape', values };
};

/** A form that says itself what is missing, beside each field and in the page's language: the browser would speak its own. */
export const Form = ({ onSubmit, wide = false, children }: { onSubmit: () => void; wide?: boolean; children: ReactNode }) => {
  const [faults, setFaults] = useState<Readonly<Record<string, Fault>>>({});
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wrong = ([...event.currentTarget.elements] as Control[]).filter((control) => control.willValidate && !control.validity.valid);
    setFaults(Object.fromEntries(wrong.map((control) => [control.id, faultIn(control)])));
    if (wrong[0]) wrong[0].focus();
    else onSubmit();
  };
  const mend = ({ target }: FormEvent<HTMLFormElement>) => {
    const { id } = target as HTMLElement;
    if (id in faults) setFaults(Object.fromEntries(Object.entries(faults).filter(([other]) => other !== id)));
  };
  return <form className={wide ? 'form wide' : 'form'} noValidate onSubmit={submit} onInput={mend}><Faults value={faults}>{children}</Faults></form>;
};
