/**
 * A title in a Chinese sentence: 《学习〈党章〉总则》. Titles quote others often enough that “ ” around them would stand doubled;
 * 《 》 within 《 》 are written 〈 〉 (GB/T 15834).
 */
export const titled = (title: string): string => `《${title.replaceAll('《', '〈').replaceAll('》', '〉')}》`;
