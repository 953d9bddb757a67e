// Each registers its tests. The first looks at metrics before anything happens.
await import('./observability.ts');
await import('./board.ts');
await import('./client.ts');
