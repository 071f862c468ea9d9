import type { ReactNode } from 'react';
import { useSay } from '../i18n/translate.ts';
import { useTitle } from '../parts/parts.tsx';
import { setPrefs, usePrefs } from '../parts/prefs.ts';

/** A page before the login: one card, the language beside the name. */
export const Gate = ({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) => {
  const say = useSay();
  const { language } = usePrefs();
  useTitle(title);
  return (
    <main className="gate">
      <div className={wide ? 'card wide' : 'card'}>
        <div className="row between">
          <div className="mast"><img src="/mark.svg" width={36} height={36} alt="" /><b>{say('product')}</b></div>
          <button type="button" className="button icon" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setPrefs({ language: language === 'zh' ? 'en' : 'zh' })}>
            {language === 'zh' ? 'English' : '中文'}</button>
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
};
