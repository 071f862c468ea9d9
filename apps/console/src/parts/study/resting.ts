import { useEffect, useState } from 'react';

/** True for a second after `of` has changed: a click that was meant for the button before does not press the one that took its place. */
export const useResting = (of: string) => {
  const [rested, setRested] = useState(of);
  useEffect(() => {
    const timer = setTimeout(() => setRested(of), 1000);
    return () => clearTimeout(timer);
  }, [of]);
  return rested !== of;
};
