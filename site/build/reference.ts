/** How typedoc reads the sources for the API reference: what it documents, and that whatever it complains of ends the build. */

import { FlashError } from '#telemetry/errors.ts';
import {
  Comment,
  Converter,
  PageEvent,
  ReflectionKind,
  TypeScript as ts,
  type Application,
  type Context,
  type DeclarationReflection,
  type TypeDocOptions,
} from 'typedoc';
import { documentedFiles } from '../src/docs/documented.ts';

/** Kinds of symbols that need a sentence; a property needs one where its type and name do not say everything. */
const SPOKEN_OF: NonNullable<TypeDocOptions['requiredToBeDocumented']> = [
  'Class',
  'Enum',
  'EnumMember',
  'Function',
  'Interface',
  'TypeAlias',
  'Variable',
];

/** Returns the files and options of the reference, for the site and for the test that reads it. */
export function referenceOptions(root: string) {
  return {
    entryPoints: documentedFiles(root).map((path) => `${root}${path}`),
    tsconfig: `${root}tsconfig.json`,
    options: {
      basePath: root,
      disableSources: true,
      excludeExternals: true,
      // Types are checked by `npm run check`: here it would double the time.
      skipErrorChecking: true,
      readme: 'none',
      name: 'API',
      plugin: [plugin],
      requiredToBeDocumented: SPOKEN_OF,
      validation: {
        notDocumented: true,
        invalidLink: true,
        invalidPath: true,
        rewrittenLink: true,
        unusedMergeModuleWith: true,
        // A module may name a type of a layer below that the reference does not hold.
        notExported: false,
      },
      treatWarningsAsErrors: true,
      logLevel: 'Warn',
    } satisfies TypeDocOptions,
  };
}

/** What stands above the list of modules. */
const INTRODUCTION = `What other programs may build on, made from the comments of the code itself. Times are UTC
milliseconds and units SI, where nothing else is said. Null is what nobody knows; it is never zero.

- **The library**, \`telemetry\`: [facts](telemetry/facts/) with their natural keys, [metrics](telemetry/metrics/definition/),
  the [analysis of sweeps](telemetry/analysis/fit-reflection/), [units](telemetry/units/), [times](telemetry/time/),
  [errors](telemetry/errors/), and the way of facts through [spool](telemetry/spool/spool/) and [recorder](telemetry/recorder/recorder/).
- **The collector contract**: [what a collector is](agents/collector/). The parsers below \`agents/formats\` are pure, and
  each can be used alone.
- **The snapshot reader**: [reading a published snapshot](site/snapshot/reader/), and the shapes of its files.
`;

/** A plugin of typedoc: modules and metrics are told by their own words, and nothing is written while there is a complaint. */
function plugin(application: Application): void {
  application.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (reflection.kind === ReflectionKind.Module) tellModule(context, reflection);
    else tellMetric(context, reflection);
  });
  application.renderer.on(PageEvent.END, (page) => {
    if (page.url === 'index.md') page.contents = `${INTRODUCTION}\n${page.contents ?? ''}`;
  });
  application.renderer.preRenderAsyncJobs.push(async ({ project }) => {
    await Promise.resolve();
    application.validate(project);
    const { logger } = application;
    if (!logger.hasWarnings() && !logger.hasErrors()) return;
    throw new FlashError({
      operation: 'write the API reference',
      subject: 'typedoc',
      reason: `${logger.warningCount + logger.errorCount} complaints, which stand above`,
      hint: 'give each symbol its sentence: node --test tests/site/src/docs/documented.test.ts names them',
    });
  });
}

/** A module opens with one sentence, above its imports, where typedoc does not look for it. */
function tellModule(context: Context, reflection: DeclarationReflection): void {
  const file = context.getSymbolFromReflection(reflection)?.declarations?.[0];
  if (file === undefined || !ts.isSourceFile(file) || reflection.comment !== undefined) return;
  const [, text = ''] = /^\/\*\*\s*([\s\S]*?)\s*\*\//.exec(file.text) ?? [];
  if (text === '') return;
  const [sentence = ''] = text
    .replace(/^\* /, '')
    .replaceAll(/\s*\n\s*\*\s?/g, ' ')
    .split(/ (?=@)/);
  reflection.comment = new Comment([{ kind: 'text', text: sentence }]);
}

/** Gives a metric without a comment the help that it was declared with. */
function tellMetric(context: Context, reflection: DeclarationReflection): void {
  if (reflection.comment !== undefined) return;
  const declaration = context.getSymbolFromReflection(reflection)?.declarations?.[0];
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return;
  const call = declaration.initializer;
  if (call === undefined || !ts.isCallExpression(call)) return;
  const text = call.arguments.map(helpOf).find((help) => help !== undefined);
  if (text !== undefined) reflection.comment = new Comment([{ kind: 'text', text }]);
}

/** The help in what a metric is declared with: `help` of its specification, or the one text that is a sentence. */
function helpOf(argument: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(argument))
    return argument.text.endsWith('.') ? argument.text : undefined;
  if (!ts.isObjectLiteralExpression(argument)) return undefined;
  for (const property of argument.properties)
    if (
      ts.isPropertyAssignment(property) &&
      property.name.getText() === 'help' &&
      ts.isStringLiteralLike(property.initializer)
    )
      return property.initializer.text;
  return undefined;
}
