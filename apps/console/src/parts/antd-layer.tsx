import { ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { type ReactNode } from 'react';
import { Outlet } from 'react-router';
import { useDark, usePrefs } from './prefs.ts';

const body = { borderRadius: 6, fontFamily: 'inherit' };

/** antd in our colours and language, for the pages that need its heavier parts. */
export const AntdLayer = ({ children }: { children?: ReactNode }) => {
  const dark = useDark();
  const { language } = usePrefs();
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');

  const colours = dark
    ? { colorPrimary: '#1a5fd8', colorBgContainer: '#151c25', colorBgElevated: '#1a222d', colorBorder: '#6d7b8c', colorText: '#e7ecf2', colorTextPlaceholder: '#94a1b1',
      colorTextDescription: '#94a1b1', colorError: '#ff8f87' }
    : { colorPrimary: '#0958d9', colorBorder: '#8792a1', colorText: '#14202e', colorTextPlaceholder: '#5d6b7d', colorTextDescription: '#5d6b7d', colorError: '#b91c1c' };
  return (
    <ConfigProvider locale={language === 'zh' ? zhCN : enUS} getPopupContainer={(node) => node?.closest<HTMLElement>('dialog') ?? document.body}
      theme={{ algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm, token: { ...body, ...colours, controlHeight: 34 } }}>
      {children ?? <Outlet />}
    </ConfigProvider>
  );
};
