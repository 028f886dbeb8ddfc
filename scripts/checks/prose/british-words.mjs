/** British spellings and their American ones, as data. */

const ours = 'behavi|col|fav|hon|lab|neighb|flav|hum|rum|vap|harb|endeav|arm|rig|tum|sav|splend|vig|cand';
const izing =
  'apolog|author|capital|categor|central|character|critic|custom|deserial|digit|econom|emphas|equal|external|' +
  'final|formal|general|global|harmon|ideal|initial|internal|item|jeopard|legal|local|material|maxim|memo|memor|' +
  'minim|mobil|modern|neutral|normal|optim|organ|parameter|parametr|penal|personal|popular|priorit|random|real|' +
  'recogn|reorgan|sanit|scrutin|serial|social|special|stabil|standard|summar|symbol|synchron|sympath|token|util|' +
  'virtual|visual';
const doubled =
  'cancel|label|model|travel|signal|level|fuel|total|marshal|tunnel|channel|dial|initial|equal|funnel|panel';

/** Patterns of whole words, each with what makes the American word of one. */
export const britishWords = [
  [`(?:${ours})our(?:s|ed|ing|able|ful|ite|ites|al|ally|er|ers|less|hood|ly)?`, (word) => word.replace('our', 'or')],
  [
    `(?:un|re|de|mis|pre)?(?:${izing})is(?:e|es|ed|er|ers|ing|able|ation|ations)`,
    (word) => word.replace(/is(?=(?:e|es|ed|er|ers|ing|able|ation|ations)$)/, 'iz'),
  ],
  ['(?:re|psycho)?(?:anal|paral|catal)ys(?:e|ed|er|ers|ing)', (word) => word.replace('ys', 'yz')],
  [`(?:un|re|mis)?(?:${doubled})l(?:ed|ing|er|ers)`, (word) => word.replace('ll', 'l')],
  [
    '(?:epi|re)?cent(?:re|res|red|ring)',
    (word) => word.replace('tred', 'tered').replace('tring', 'tering').replace('tre', 'ter'),
  ],
  [
    '(?:kilo|centi|milli)?metres?|(?:milli)?litres?|fibres?|theatres?|calibres?|sabres?|spectres?',
    (word) => word.replace('re', 'er'),
  ],
  ['catalogu(?:e|es|ed|ing)', (word) => word.replace(/ue(?=s?$)/, '').replace(/u(?=ed|ing)/, '')],
  ['analogues?', (word) => word.replace('ue', '')],
  ['defences?|offences?|pretences?|licences?', (word) => word.replace(/ces?$/, (end) => end.replace('c', 's'))],
  ['practis(?:e|es|ed|ing)', (word) => word.replace('s', 'c')],
  ['judgements?|acknowledgements?|abridgements?', (word) => word.replace('gement', 'gment')],
  ['grey(?:s|ed|ing|ish)?', (word) => word.replace('e', 'a')],
  ['programmes?', (word) => word.replace('mme', 'm')],
  [
    '(?:un)?fulfil(?:s|ment)?|enrol(?:s|ment)?|distil|instil(?:s)?|instalments?',
    (word) => word.replace(/([aio]l)(?=s?$|ment)/, '$1l'),
  ],
  ['skilful|wilful(?:ly)?|skilfully', (word) => word.replace('il', 'ill')],
  ['artefacts?', (word) => word.replace('te', 'ti')],
  ['manoeuvr(?:e|es|ed|ing)', () => 'maneuver'],
  ['ageing', () => 'aging'],
  ['(?:mis)?(?:learnt|spelt|burnt|dreamt|leapt|spoilt)', (word) => `${word.slice(0, -1)}ed`],
  ['whilst|amongst', (word) => word.slice(0, -2)],
  ['towards', (word) => word.slice(0, -1)],
  ['cheques?', () => 'check'],
  ['cosy|cosier', (word) => word.replace('s', 'z')],
  ['sceptic(?:al|ism|s)?', (word) => word.replace('c', 'k')],
  ['tyres?', (word) => word.replace('y', 'i')],
  ['moulds?|smoulders?|ploughs?|aluminium|jewellery|draughts?|pyjamas|kerbs?', () => 'the American word'],
].map(([pattern, american]) => ({ pattern: new RegExp(`^(?:${pattern})$`), american }));

/** Names that others spell so: Temporal's error classes and gRPC's status. */
export const foreignNames = [/Cancelled(?:Failure|Error)$/, /^CANCELLED$/, /_CANCELLED$/, /^consideredCancelled$/];
