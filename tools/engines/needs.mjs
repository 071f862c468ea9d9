// What a suite on engines says of itself in its first line, and what follows from it: which suites run, and which gaps a gate may not pass over.

const line = /^\/\/ engines: ([^;\n]+?)(?:; in part: ([^;\n]+?))?\n/;
const names = (text = '') => text.split(',').map((name) => name.trim());

/** Reads `// engines: PostgreSQL, Kafka; in part: nginx`, the first line of every suite; `none` where it needs nothing. */
export const needsOf = (file, text, known) => {
  const found = line.exec(text);
  const wanted = `the first line of a suite on engines names them, e.g. // engines: PostgreSQL, Kafka; in part: nginx (known are ${known.join(', ')}, or none)`;
  if (!found) throw new Error(`${file}: ${wanted}`);
  const needed = found[1] === 'none' ? [] : names(found[1]), inPart = found[2] ? names(found[2]) : [];
  const strange = [...needed, ...inPart].filter((name) => !known.includes(name));
  if (strange.length > 0) throw new Error(`${file} needs ${strange.join(', ')}, which nothing here starts: ${wanted}`);
  return { needed, inPart };
};

/** The suites whose paths hold one of the patterns; all without one. A pattern that fits none is an error: it would run nothing and look like a pass. */
export const chosenOf = (files, patterns) => {
  const idle = patterns.filter((pattern) => !files.some((file) => file.includes(pattern)));
  if (idle.length > 0) throw new Error(`no suite on engines has ${idle.map((pattern) => `“${pattern}”`).join(' or ')} in its path. There are:\n${files.map((file) => `  ${file}`).join('\n')}`);
  return patterns.length === 0 ? files : files.filter((file) => patterns.some((pattern) => file.includes(pattern)));
};

/** Of the engines and tools that a suite names, those that are not here. */
export const lackingOf = (wanted, engines) => wanted.filter((name) => !engines[name].here);

/** Whether a gate that is to run all of it must fail for what is not here: whatever could have been installed. `byUrl` marks what only an address or an image can bring. */
export const isGap = (needs, engines) => lackingOf([...needs.needed, ...needs.inPart], engines).some((name) => !engines[name].byUrl);

/**
 * What the closing table says of a suite that ran, and whether the gate fails for it. `skipped`: the names of cases that passed over themselves. With `all` each of
 * these is a gap, but where a server of somebody else is used, which is not killed (`given`).
 */
export const verdictOf = ({ code, seconds, skipped, gap, all, given }) => {
  const hole = gap || (all && skipped.length > 0 && !given);
  const inPart = skipped.length > 0 ? `; in part: ${skipped.length} skipped (${[...new Set(skipped)].join(', ')})` : '';
  return { outcome: `${code !== 0 ? 'FAILED' : `${hole ? 'NOT WHOLE, the rest passed' : 'passed'} in ${seconds} s`}${inPart}`, failed: code !== 0 || hole };
};

/** Of what jest reports: for each case that was skipped, the outermost block that it stands in. */
export const skippedOf = ({ testResults }) => testResults.flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status === 'pending').map(({ ancestorTitles: [block], title }) => block ?? title);

/** A version where it is new enough; undefined where it is older, or none. */
export const atLeast = (version, [major, minor]) => {
  const [is, then] = String(version ?? '').split('.').map(Number);
  return is > major || (is === major && then >= minor) ? version : undefined;
};
