export function emulatorDocs(text: string, index: object, prettierOptions: object): Promise<string>;
