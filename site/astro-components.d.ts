/** Lets TypeScript outside Astro's own project import a component; `astro check` looks at its props. */
declare module '*.astro' {
  const component: (props: Record<string, unknown>) => unknown;
  export default component;
}

/** What Vite puts in the place of `import.meta.env`; outside the compiled site there is none. */
interface ImportMeta {
  readonly env?: { readonly BASE_URL?: string };
}
