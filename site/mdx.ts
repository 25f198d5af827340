/** The face that prose may use: every component a page below content/ can import, and nothing else. */
export { default as AlarmCard } from './src/components/docs/AlarmCard.astro';
export { default as AlarmList } from './src/components/docs/AlarmList.astro';
export { default as Chart } from './src/components/docs/Chart.astro';
export { default as DataFlow } from './src/components/docs/DataFlow.astro';
export { default as DesignTokens } from './src/components/docs/DesignTokens.astro';
export { default as EventSchema } from './src/components/docs/EventSchema.astro';
export { default as ExperimentTable } from './src/components/docs/ExperimentTable.astro';
export { default as Figures } from './src/components/docs/Figures.astro';
export { default as Formula } from './src/components/docs/Formula.astro';
export { default as Growth } from './src/components/docs/Growth.astro';
export { default as LifeOfAReading } from './src/components/docs/LifeOfAReading.astro';
export { default as Live } from './src/components/docs/Live.astro';
export { default as Metrics } from './src/components/docs/Metrics.astro';
export { default as ProcedureCard } from './src/components/docs/ProcedureCard.astro';
export { default as Resources } from './src/components/docs/Resources.astro';
export { default as Services } from './src/components/docs/Services.astro';
