import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { LanguageProvider } from './language.tsx';
import { Toasts } from './parts/toasts.tsx';
import { PersonProvider } from './person.tsx';

// The client says what may be repeated, and pages ask again by themselves: see graph.ts.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });

createRoot(document.querySelector('#root') ?? document.body).render(
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
