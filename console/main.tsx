import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { LanguageProvider } from './language.tsx';
import { Toasts } from './parts/toasts.tsx';
import { PersonProvider } from './person.tsx';

const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no place for the console.');

// The client says what may be repeated, and pages ask again by themselves: see graph.ts.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <PersonProvider>
        <LanguageProvider>
          <Toasts>
            <App />
          </Toasts>
        </LanguageProvider>
      </PersonProvider>
    </QueryClientProvider>
  </StrictMode>,
);
