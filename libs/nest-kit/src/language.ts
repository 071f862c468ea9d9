import type { Language } from './call.ts';

/** The language of `Accept-Language` that we speak and the reader likes best; Chinese where neither is named. */
export const languageOf = (header: string | undefined): Language => {
  const liked = (header ?? '').slice(0, 200).split(',').map((part, index) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = Number(parameters.map((each) => each.trim()).find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    return { language: tag.startsWith('zh') ? 'zh' as const : tag.startsWith('en') ? 'en' as const : undefined, quality: Number.isFinite(quality) ? quality : 0, index };
  });
  return liked.filter(({ language, quality }) => language && quality > 0).sort((a, b) => b.quality - a.quality || a.index - b.index)[0]?.language ?? 'zh';
};
