/* Generated from openapi.json: `npm run openapi` writes it again. */
export interface paths {
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description Tokens of this owner, in upper or lower case. */
                    owner_email?: string;
                    /** @description Tokens that have a grant for this business. */
                    business_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenListResponse"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TokenCreateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenCreateResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Token UUID. */
                    token_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Token UUID. */
                    token_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/businesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusinessListResponse"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BusinessCreateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusinessResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/businesses/{business_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Business UUID. */
                    business_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BusinessResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description The customer with this id. */
                    id?: string;
                    /** @description Customers with this email, in upper or lower case, its domain in Unicode or as `xn--`. */
                    email?: string;
                    /** @description Customers with a similar name: partial, in another word order, or misspelt. Without `sort_by` the best match comes first, and `descending` is ignored; with it, the best 1,000 matches come in that order. `total` counts at most 1,000 matches. */
                    search?: string;
                    /** @description Customers with this status. */
                    status?: components["schemas"]["CounterpartyStatus"];
                    /** @description Customers in this category. */
                    category?: string;
                    /** @description Customers whose phone has the same digits as this one, such as `+1 (555) 0100`. With it and `search`, the order is that of `sort_by`. */
                    phone?: string;
                    /** @description Customers whose tax id has the same letters and digits as this one, such as `DE 123 456 789`. With it and `search`, the order is that of `sort_by`. */
                    tax_id?: string;
                    /** @description The customer with this external id; with `include_deleted` also the deleted ones that had it. */
                    external_id?: string;
                    /** @description Created later than this. */
                    created_after?: string;
                    /** @description Created earlier than this. */
                    created_before?: string;
                    /** @description Last updated later than this. */
                    updated_after?: string;
                    /** @description Last updated earlier than this. */
                    updated_before?: string;
                    /** @description Whether to include deleted customers. */
                    include_deleted?: boolean;
                    /** @description Sort order; default `created_at`, with `search` the best match first. Names are compared ignoring case, accents, width and punctuation, equal ones literally; emails and statuses by code point, in lower case. Customers without a credit limit come before a limit of 0. */
                    sort_by?: "created_at" | "updated_at" | "name" | "email" | "credit_limit_cents" | "status";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerListResponse"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CustomerCreateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description The state of the customer and its contacts at this time, such as `2026-11-22T09:22:02.710Z`. */
                    as_of?: string;
                };
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CustomerUpdateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/external/{external_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer external id, percent-encoded. */
                    external_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer external id, percent-encoded. */
                    external_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CustomerUpsertRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer external id, percent-encoded. */
                    external_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EntityContactResponse"][];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EntityContactCreateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EntityContactResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/contacts/{contact_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                    /** @description Contact UUID. */
                    contact_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EntityContactResponse"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                    /** @description Contact UUID. */
                    contact_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EntityContactUpdateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EntityContactResponse"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                    /** @description Contact UUID. */
                    contact_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/stripe-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StripeLinkRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerResponse"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CustomerMergeRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerMergeResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                };
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventListResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Minimum score of a pair, and minimum similarity of names that count. Names with a similarity below 0.3 never count. */
                    threshold?: number | string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DuplicateListResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description Events of this type. */
                    type?: "customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled";
                    /** @description Events of this customer, contact or payment term. */
                    entity_id?: string;
                    /** @description Events after this position; 0 starts at the first event. */
                    after?: number;
                    /** @description If there are no events yet: seconds to wait for one. */
                    wait?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventListResponse"];
                        "text/event-stream": components["schemas"]["EventListResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ErasureReceipt"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{customer_id}/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Customer UUID. */
                    customer_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerDataResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookListResponse"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WebhookCreateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookCreateResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookResponse"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WebhookUpdateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookResponse"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookSecretResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookDeliveryResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description Deliveries in this state. */
                    state?: "pending" | "delivered" | "parked";
                };
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveryListResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RedeliverRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookRedeliverResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Webhook UUID. */
                    webhook_id: string;
                    /** @description Delivery UUID. */
                    delivery_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookDeliveryResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payment-terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description Whether to list only active payment terms. */
                    active_only?: boolean;
                    /** @description Sort order. Names are compared by code point, in lower case. */
                    sort_by?: "created_at" | "updated_at" | "name" | "days_until_due";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentTermListResponse"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PaymentTermCreateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentTermResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payment-terms/default": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentTermResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payment-terms/seed-defaults": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentTermResponse"][];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payment-terms/{term_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Payment term UUID. */
                    term_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentTermResponse"];
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Payment term UUID. */
                    term_id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PaymentTermUpdateRequest"];
                };
            };
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentTermResponse"];
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Payment term UUID. */
                    term_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/bulk-upload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: {
                    /** @description What to do with a row whose customer already exists: `skip` the row, `create` another customer, or `update` the fields of the row. */
                    mode?: "skip" | "create" | "update";
                    /** @description How to find the existing customer: by email in upper or lower case, by the letters and digits of the tax id, or by id. */
                    match_on?: "email" | "tax_id" | "id";
                    /** @description Whether to only read and validate, and store nothing. */
                    dry_run?: boolean;
                    /** @description Encoding of a file that is not UTF-8 and has no byte order mark, such as `windows-1252`. */
                    encoding?: string;
                    /** @description Delimiter between cells; detected by default. */
                    delimiter?: "," | ";" | "\t" | "comma" | "semicolon" | "tab";
                    /** @description The field of each column, or `null` to ignore the column, as a JSON object: `{"Their column": "tax_id"}`. */
                    map?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /** Format: binary */
                        file: string;
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerBulkUploadResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/bulk-upload/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description `next_cursor` or `prev_cursor` of a page with the same filters and order. */
                    cursor?: string;
                    /** @description Maximum number of items per page. A page also ends at 8 MiB. */
                    limit?: number;
                    /** @description Direction from the cursor; without a cursor, `prev` returns the last page. */
                    direction?: "next" | "prev";
                    /** @description Whether to count all matches in `total`. */
                    include_total_count?: boolean;
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description Imports in this state. */
                    state?: "queued" | "running" | "completed" | "failed" | "cancelled";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportListResponse"];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: {
                    /** @description What to do with a row whose customer already exists: `skip` the row, `create` another customer, or `update` the fields of the row. */
                    mode?: "skip" | "create" | "update";
                    /** @description How to find the existing customer: by email in upper or lower case, by the letters and digits of the tax id, or by id. */
                    match_on?: "email" | "tax_id" | "id";
                    /** @description Whether to only read and validate, and store nothing. */
                    dry_run?: boolean;
                    /** @description Encoding of a file that is not UTF-8 and has no byte order mark, such as `windows-1252`. */
                    encoding?: string;
                    /** @description Delimiter between cells; detected by default. */
                    delimiter?: "," | ";" | "\t" | "comma" | "semicolon" | "tab";
                    /** @description The field of each column, or `null` to ignore the column, as a JSON object: `{"Their column": "tax_id"}`. */
                    map?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "multipart/form-data": {
                        /** Format: binary */
                        file: string;
                    };
                };
            };
            responses: {
                /** @description Successful Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportResponse"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import UUID. */
                    import_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportResponse"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import UUID. */
                    import_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/imports/{import_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import UUID. */
                    import_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/imports/{import_id}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Import UUID. */
                    import_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description Last first. */
                    descending?: boolean;
                    /** @description The customer with this id. */
                    id?: string;
                    /** @description Customers with this email, in upper or lower case, its domain in Unicode or as `xn--`. */
                    email?: string;
                    /** @description Customers with a similar name: partial, in another word order, or misspelt. Without `sort_by` the best match comes first, and `descending` is ignored; with it, the best 1,000 matches come in that order. `total` counts at most 1,000 matches. */
                    search?: string;
                    /** @description Customers with this status. */
                    status?: components["schemas"]["CounterpartyStatus"];
                    /** @description Customers in this category. */
                    category?: string;
                    /** @description Customers whose phone has the same digits as this one, such as `+1 (555) 0100`. With it and `search`, the order is that of `sort_by`. */
                    phone?: string;
                    /** @description Customers whose tax id has the same letters and digits as this one, such as `DE 123 456 789`. With it and `search`, the order is that of `sort_by`. */
                    tax_id?: string;
                    /** @description The customer with this external id; with `include_deleted` also the deleted ones that had it. */
                    external_id?: string;
                    /** @description Created later than this. */
                    created_after?: string;
                    /** @description Created earlier than this. */
                    created_before?: string;
                    /** @description Last updated later than this. */
                    updated_after?: string;
                    /** @description Last updated earlier than this. */
                    updated_before?: string;
                    /** @description Whether to include deleted customers. */
                    include_deleted?: boolean;
                    /** @description Sort order; default `created_at`, with `search` the best match first. Names are compared ignoring case, accents, width and punctuation, equal ones literally; emails and statuses by code point, in lower case. Customers without a credit limit come before a limit of 0. */
                    sort_by?: "created_at" | "updated_at" | "name" | "email" | "credit_limit_cents" | "status";
                    /** @description CSV or newline-delimited JSON; by default, the type in `Accept`, else CSV. */
                    format?: "csv" | "ndjson";
                    /** @description Include the contacts: nested in JSON; in CSV, a separate file of contacts instead of customers. */
                    include?: "contacts";
                    /** @description Whether CSV starts with a byte order mark, which makes Excel read it as UTF-8. */
                    bom?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Successful Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                        "application/x-ndjson": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        TokenCreateRequest: {
            /**
             * @description Token name.
             * @example Invoicing
             */
            name: string;
            /**
             * Format: email
             * @description Email address of the owner.
             * @example ada@example.com
             */
            owner_email: string;
            /**
             * @description Scopes of the token. A `:write` scope includes its `:read` scope.
             * @example [
             *       "customers:read"
             *     ]
             */
            scopes: ("customers:read" | "customers:write" | "customers:erase" | "payment_terms:read" | "payment_terms:write" | "businesses:read" | "businesses:write" | "tokens:read" | "tokens:write" | "events:read" | "webhooks:read" | "webhooks:write")[];
            /**
             * @description The businesses granted to the token.
             * @example []
             */
            business_ids: string[];
            /**
             * @description Days until the token expires; null for never.
             * @example 90
             */
            expires_in_days?: number | null;
        };
        TokenCreateResponse: {
            /**
             * @description Token UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91
             */
            id: string;
            /**
             * @description Token name.
             * @example Invoicing
             */
            name: string;
            /**
             * @description Email address of the owner.
             * @example ada@example.com
             */
            owner_email: string;
            /**
             * @description Scopes of the token. A `:write` scope includes its `:read` scope.
             * @example [
             *       "customers:write"
             *     ]
             */
            scopes: ("customers:read" | "customers:write" | "customers:erase" | "payment_terms:read" | "payment_terms:write" | "businesses:read" | "businesses:write" | "tokens:read" | "tokens:write" | "events:read" | "webhooks:read" | "webhooks:write")[];
            /**
             * @description The businesses granted to the token.
             * @example [
             *       "0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90"
             *     ]
             */
            business_ids: string[];
            /** @description When the token expires; null for never. */
            expires_at: string | null;
            /** @description When the token was last used, to the minute; null for never. */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description Creation timestamp.
             */
            created_at: string;
            /**
             * @description The secret. It is shown only this once.
             * @example dz_…
             */
            token: string;
        };
        ErrorResponse: {
            /** @description The error, as a sentence. */
            detail: string;
        };
        TokenResponse: {
            /**
             * @description Token UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91
             */
            id: string;
            /**
             * @description Token name.
             * @example Invoicing
             */
            name: string;
            /**
             * @description Email address of the owner.
             * @example ada@example.com
             */
            owner_email: string;
            /**
             * @description Scopes of the token. A `:write` scope includes its `:read` scope.
             * @example [
             *       "customers:write"
             *     ]
             */
            scopes: ("customers:read" | "customers:write" | "customers:erase" | "payment_terms:read" | "payment_terms:write" | "businesses:read" | "businesses:write" | "tokens:read" | "tokens:write" | "events:read" | "webhooks:read" | "webhooks:write")[];
            /**
             * @description The businesses granted to the token.
             * @example [
             *       "0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90"
             *     ]
             */
            business_ids: string[];
            /** @description When the token expires; null for never. */
            expires_at: string | null;
            /** @description When the token was last used, to the minute; null for never. */
            last_used_at: string | null;
            /**
             * Format: date-time
             * @description Creation timestamp.
             */
            created_at: string;
        };
        TokenListResponse: {
            items: components["schemas"]["TokenResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        BusinessCreateRequest: {
            /**
             * @description Business name.
             * @example Acme Inc.
             */
            name: string;
        };
        BusinessResponse: {
            /**
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            id: string;
            /**
             * @description Business name.
             * @example Acme Inc.
             */
            name: string;
            /**
             * Format: date-time
             * @description Creation timestamp.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             */
            updated_at: string;
        };
        BusinessListResponse: {
            items: components["schemas"]["BusinessResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        CustomerCreateRequest: {
            /**
             * @description Customer name (person or company).
             * @example Acme Corporation
             */
            name: string;
            /**
             * Format: email
             * @description Customer email for invoices and communications.
             * @example billing@acme.example.com
             */
            email: string;
            /**
             * @description Customer billing/shipping address.
             * @example 1 Main Street, Springfield
             */
            address?: string | null;
            /**
             * @description Customer phone number.
             * @example +1 555 0100
             */
            phone?: string | null;
            /**
             * @description Tax identification number (EIN, VAT, etc.).
             * @example DE123456789
             */
            tax_id?: string | null;
            /**
             * @description Customer website URL.
             * @example https://acme.example.com
             */
            website?: string | null;
            /**
             * @description Internal notes about this customer.
             * @example Pays by bank transfer
             */
            notes?: string | null;
            /**
             * @description Credit limit in cents (e.g., 100000 = $1,000.00).
             * @example 100000
             */
            credit_limit_cents?: number | null;
            /** @description Default payment term ID for new invoices. */
            default_payment_term_id?: string | null;
            /**
             * @description Customer status (active, inactive, blocked).
             * @example active
             */
            status?: components["schemas"]["CounterpartyStatus"] | null;
            /**
             * @description Business category (e.g., 'Retail', 'Wholesale').
             * @example Retail
             */
            category?: string | null;
            /**
             * @description Custom invoice footer/payment instructions for this customer. Overrides business default.
             * @example Thank you for your business.
             */
            invoice_footer?: string | null;
            /** @description The id that your own system gives the customer, compared exactly and unique among the customers that are not deleted. */
            external_id?: string | null;
            /**
             * @description Fields of your own: at most 50 keys and 16 KiB. A change names the keys that it changes, and `null` removes one.
             * @example {
             *       "plan": "pro",
             *       "seats": 12
             *     }
             */
            metadata?: {
                [key: string]: string | number | boolean | null;
            } | null;
        };
        CustomerContactResponse: {
            /**
             * @description Contact UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91
             */
            id: string;
            /**
             * @description Customer UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            customer_id: string;
            /**
             * @description Contact name.
             * @example Grace Hopper
             */
            name: string;
            /**
             * @description Contact email.
             * @example grace@example.com
             */
            email: string | null;
            /**
             * @description Contact phone number.
             * @example +1 555 0101
             */
            phone: string | null;
            /**
             * @description Role at the customer.
             * @example Accounts payable
             */
            role: string | null;
            /**
             * @description Whether this is the primary contact.
             * @example true
             */
            is_primary: boolean;
            /** @description Notes about this contact. */
            notes: string | null;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
        };
        CustomerResponse: {
            /**
             * @description Customer UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            id: string;
            /**
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            business_id: string;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
            /**
             * @description Customer name.
             * @example Acme Corporation
             */
            name: string;
            /**
             * @description Customer email.
             * @example billing@acme.example.com
             */
            email: string;
            /**
             * @description Customer address.
             * @example 1 Main Street, Springfield
             */
            address: string | null;
            /**
             * @description Customer phone number.
             * @example +1 555 0100
             */
            phone: string | null;
            /**
             * @description Tax identification number.
             * @example DE123456789
             */
            tax_id: string | null;
            /**
             * @description Customer website URL.
             * @example https://acme.example.com
             */
            website: string | null;
            /**
             * @description Internal notes.
             * @example Pays by bank transfer
             */
            notes: string | null;
            /**
             * @description Credit limit in cents.
             * @example 100000
             */
            credit_limit_cents: number | null;
            /** @description Default payment term ID. */
            default_payment_term_id: string | null;
            /**
             * @description Customer status.
             * @example active
             */
            status: string;
            /**
             * @description Business category.
             * @example Retail
             */
            category: string | null;
            /**
             * @description Whether customer is soft deleted.
             * @example false
             */
            is_deleted: boolean;
            /** @description Timestamp when customer was deleted. */
            deleted_at: string | null;
            /** @description Linked Stripe customer ID. */
            stripe_customer_id: string | null;
            /**
             * @description Custom invoice footer/payment instructions for this customer.
             * @example Thank you for your business.
             */
            invoice_footer: string | null;
            /** @description Customer contacts. */
            contacts: components["schemas"]["CustomerContactResponse"][];
            /** @description The remaining customer of a merge, through any chain; absent if the customer was not merged. */
            merged_into?: string;
            /** @description The id that another system has given the customer, unique among the customers that are not deleted; absent until it is set. */
            external_id?: string;
            /**
             * @description Fields of your own; absent until one is set.
             * @example {
             *       "plan": "pro",
             *       "seats": 12
             *     }
             */
            metadata?: {
                [key: string]: string | number | boolean;
            };
        };
        CustomerListResponse: {
            items: components["schemas"]["CustomerResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        CustomerUpdateRequest: {
            /**
             * @description Customer name (person or company).
             * @example Acme Corporation
             */
            name?: string;
            /**
             * Format: email
             * @description Customer email for invoices and communications.
             * @example billing@acme.example.com
             */
            email?: string;
            /**
             * @description Customer billing/shipping address.
             * @example 1 Main Street, Springfield
             */
            address?: string | null;
            /**
             * @description Customer phone number.
             * @example +1 555 0100
             */
            phone?: string | null;
            /**
             * @description Tax identification number (EIN, VAT, etc.).
             * @example DE123456789
             */
            tax_id?: string | null;
            /**
             * @description Customer website URL.
             * @example https://acme.example.com
             */
            website?: string | null;
            /**
             * @description Internal notes about this customer.
             * @example Pays by bank transfer
             */
            notes?: string | null;
            /**
             * @description Credit limit in cents (e.g., 100000 = $1,000.00).
             * @example 100000
             */
            credit_limit_cents?: number | null;
            /** @description Default payment term ID for new invoices. */
            default_payment_term_id?: string | null;
            /**
             * @description Customer status (active, inactive, blocked).
             * @example inactive
             */
            status?: components["schemas"]["CounterpartyStatus"];
            /**
             * @description Business category (e.g., 'Retail', 'Wholesale').
             * @example Retail
             */
            category?: string | null;
            /**
             * @description Custom invoice footer/payment instructions for this customer. Overrides business default.
             * @example Thank you for your business.
             */
            invoice_footer?: string | null;
            /** @description The id that your own system gives the customer, compared exactly and unique among the customers that are not deleted. */
            external_id?: string | null;
            /**
             * @description Fields of your own: at most 50 keys and 16 KiB. A change names the keys that it changes, and `null` removes one.
             * @example {
             *       "plan": "pro",
             *       "seats": 12
             *     }
             */
            metadata?: {
                [key: string]: string | number | boolean | null;
            } | null;
        };
        CustomerUpsertRequest: {
            /**
             * @description Customer name (person or company).
             * @example Acme Corporation
             */
            name?: string;
            /**
             * Format: email
             * @description Customer email for invoices and communications.
             * @example billing@acme.example.com
             */
            email?: string;
            /**
             * @description Customer billing/shipping address.
             * @example 1 Main Street, Springfield
             */
            address?: string | null;
            /**
             * @description Customer phone number.
             * @example +1 555 0100
             */
            phone?: string | null;
            /**
             * @description Tax identification number (EIN, VAT, etc.).
             * @example DE123456789
             */
            tax_id?: string | null;
            /**
             * @description Customer website URL.
             * @example https://acme.example.com
             */
            website?: string | null;
            /**
             * @description Internal notes about this customer.
             * @example Pays by bank transfer
             */
            notes?: string | null;
            /**
             * @description Credit limit in cents (e.g., 100000 = $1,000.00).
             * @example 100000
             */
            credit_limit_cents?: number | null;
            /** @description Default payment term ID for new invoices. */
            default_payment_term_id?: string | null;
            /**
             * @description Customer status (active, inactive, blocked).
             * @example inactive
             */
            status?: components["schemas"]["CounterpartyStatus"];
            /**
             * @description Business category (e.g., 'Retail', 'Wholesale').
             * @example Retail
             */
            category?: string | null;
            /**
             * @description Custom invoice footer/payment instructions for this customer. Overrides business default.
             * @example Thank you for your business.
             */
            invoice_footer?: string | null;
            /** @description The id that your own system gives the customer, compared exactly and unique among the customers that are not deleted. */
            external_id?: string | null;
            /**
             * @description Fields of your own: at most 50 keys and 16 KiB. A change names the keys that it changes, and `null` removes one.
             * @example {
             *       "plan": "pro",
             *       "seats": 12
             *     }
             */
            metadata?: {
                [key: string]: string | number | boolean | null;
            } | null;
        };
        EntityContactResponse: {
            /**
             * @description Contact UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91
             */
            id: string;
            /**
             * @description Contact name.
             * @example Grace Hopper
             */
            name: string;
            /**
             * @description Contact email.
             * @example grace@example.com
             */
            email: string | null;
            /**
             * @description Contact phone number.
             * @example +1 555 0101
             */
            phone: string | null;
            /**
             * @description Role at the customer.
             * @example Accounts payable
             */
            role: string | null;
            /**
             * @description Whether this is the primary contact.
             * @example true
             */
            is_primary: boolean;
            /** @description Notes about this contact. */
            notes: string | null;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
            /**
             * @description The type of the entity that the contact belongs to.
             * @example customer
             * @enum {string}
             */
            entity_type: "customer";
            /**
             * @description UUID of the entity that the contact belongs to.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            entity_id: string;
        };
        EntityContactCreateRequest: {
            /**
             * @description Contact name.
             * @example Grace Hopper
             */
            name: string;
            /**
             * @description Contact email.
             * @example grace@acme.example.com
             */
            email?: string | null;
            /**
             * @description Contact phone number.
             * @example +1 555 0101
             */
            phone?: string | null;
            /**
             * @description Role at the customer.
             * @example Accounts payable
             */
            role?: string | null;
            /**
             * @description Whether this is the primary contact; it replaces the previous one. Default: `false`.
             * @example true
             */
            is_primary?: boolean;
            /**
             * @description Notes about this contact.
             * @example Prefers to be called before noon
             */
            notes?: string | null;
        };
        EntityContactUpdateRequest: {
            /**
             * @description Contact name.
             * @example Grace Hopper
             */
            name?: string;
            /**
             * @description Contact email.
             * @example grace@acme.example.com
             */
            email?: string | null;
            /**
             * @description Contact phone number.
             * @example +1 555 0101
             */
            phone?: string | null;
            /**
             * @description Role at the customer.
             * @example Accounts payable
             */
            role?: string | null;
            /**
             * @description Notes about this contact.
             * @example Prefers to be called before noon
             */
            notes?: string | null;
            /**
             * @description Whether this is the primary contact; it replaces the previous one.
             * @example true
             */
            is_primary?: boolean;
        };
        StripeLinkRequest: {
            /**
             * @description Stripe customer ID.
             * @example cus_NffrFeUfNV2Hib
             */
            stripe_customer_id: string;
        };
        CustomerMergeRequest: {
            /**
             * @description The customers to merge into the one in the path.
             * @example [
             *       "019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f"
             *     ]
             */
            from: string[];
            /**
             * @description How to merge fields: `fill_empty` fills an empty field from the first of `from` with a value, `keep` leaves all fields unchanged. Default: `"fill_empty"`.
             * @example fill_empty
             * @enum {string}
             */
            fields?: "fill_empty" | "keep";
            /**
             * @description Whether to only report the effect of the merge; the response then has `dry_run` and `changes`. Default: `false`.
             * @example false
             */
            dry_run?: boolean;
        };
        CustomerMergeResponse: {
            /**
             * @description Customer UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            id: string;
            /**
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            business_id: string;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
            /**
             * @description Customer name.
             * @example Acme Corporation
             */
            name: string;
            /**
             * @description Customer email.
             * @example billing@acme.example.com
             */
            email: string;
            /**
             * @description Customer address.
             * @example 1 Main Street, Springfield
             */
            address: string | null;
            /**
             * @description Customer phone number.
             * @example +1 555 0100
             */
            phone: string | null;
            /**
             * @description Tax identification number.
             * @example DE123456789
             */
            tax_id: string | null;
            /**
             * @description Customer website URL.
             * @example https://acme.example.com
             */
            website: string | null;
            /**
             * @description Internal notes.
             * @example Pays by bank transfer
             */
            notes: string | null;
            /**
             * @description Credit limit in cents.
             * @example 100000
             */
            credit_limit_cents: number | null;
            /** @description Default payment term ID. */
            default_payment_term_id: string | null;
            /**
             * @description Customer status.
             * @example active
             */
            status: string;
            /**
             * @description Business category.
             * @example Retail
             */
            category: string | null;
            /**
             * @description Whether customer is soft deleted.
             * @example false
             */
            is_deleted: boolean;
            /** @description Timestamp when customer was deleted. */
            deleted_at: string | null;
            /** @description Linked Stripe customer ID. */
            stripe_customer_id: string | null;
            /**
             * @description Custom invoice footer/payment instructions for this customer.
             * @example Thank you for your business.
             */
            invoice_footer: string | null;
            /** @description Customer contacts. */
            contacts: components["schemas"]["CustomerContactResponse"][];
            /** @description The remaining customer of a merge, through any chain; absent if the customer was not merged. */
            merged_into?: string;
            /** @description The id that another system has given the customer, unique among the customers that are not deleted; absent until it is set. */
            external_id?: string;
            /**
             * @description Fields of your own; absent until one is set.
             * @example {
             *       "plan": "pro",
             *       "seats": 12
             *     }
             */
            metadata?: {
                [key: string]: string | number | boolean;
            };
            /** @description Present in a dry run only: nothing was changed, and the customer is shown as after the merge. */
            dry_run?: boolean;
            /**
             * @description Present in a dry run only: each field of the customer that would change, with its old and new value, as in the `customer.updated` event of the merge.
             * @example {
             *       "phone": [
             *         null,
             *         "+1 555 0100"
             *       ]
             *     }
             */
            changes?: {
                [key: string]: unknown[];
            };
        };
        EventActor: {
            /** @description The token that made the change. */
            token_id: string | null;
            /** @description `x-user-email` of the request. */
            user_email: string | null;
            /** @description `x-request-id` of the request. */
            request_id: string | null;
            /** @description The import that the change is part of. */
            import_id: string | null;
        };
        EventResponse: {
            /**
             * Format: uuid
             * @description Event UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b93
             */
            id: string;
            /**
             * @description Type of the change.
             * @example customer.updated
             * @enum {string}
             */
            type: "customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled";
            /**
             * @description Position in the log of the business: 1, 2, 3 … in commit order, without gaps.
             * @example 1
             */
            position: number;
            /**
             * Format: uuid
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            business_id: string;
            /**
             * Format: uuid
             * @description Type of the change.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            entity_id: string;
            /**
             * Format: date-time
             * @description Time of the event; never decreases with position.
             * @example 2026-11-22T09:22:02.710Z
             */
            occurred_at: string;
            /** @description Who. */
            actor: components["schemas"]["EventActor"];
            /**
             * @description Old and new value of each changed field, without `updated_at`.
             * @example {
             *       "name": [
             *         "Acme",
             *         "Acme Corporation"
             *       ]
             *     }
             */
            changes: {
                [key: string]: unknown[];
            };
            /** @description The resource after the change; for a removed resource, its last state. */
            data: {
                [key: string]: unknown;
            };
        };
        EventListResponse: {
            items: components["schemas"]["EventResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        DuplicateReason: {
            /**
             * @description What matches: email, digits of the phone, letters and digits of the tax id, or names.
             * @example name
             * @enum {string}
             */
            field: "tax_id" | "email" | "phone" | "name";
            /**
             * @description 1 if equal; for names, the share of common trigrams.
             * @example 0.82
             */
            similarity: number;
        };
        DuplicateCustomersResponse: {
            /** @description The two customers, the newer one first. */
            customers: components["schemas"]["CustomerResponse"][];
            /**
             * @description Likelihood that they are the same customer.
             * @example 0.78
             */
            score: number;
            /** @description The matches. */
            reasons: components["schemas"]["DuplicateReason"][];
        };
        DuplicateListResponse: {
            items: components["schemas"]["DuplicateCustomersResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        ErasureCounts: {
            /**
             * @description The customer and the customers merged into it; 0 if they had already been erased.
             * @example 1
             */
            customers: number;
            /**
             * @description Contacts of the customer.
             * @example 1
             */
            contacts: number;
            /**
             * @description Events in the history of the customer and its contacts.
             * @example 1
             */
            events: number;
            /**
             * @description Events of others whose actor was one of the email addresses.
             * @example 1
             */
            actors: number;
            /**
             * @description Responses stored for idempotency keys.
             * @example 1
             */
            idempotency_answers: number;
            /**
             * @description Uploaded files.
             * @example 1
             */
            import_files: number;
            /**
             * @description Notes about rejected rows of files.
             * @example 1
             */
            import_problems: number;
            /**
             * @description Pending deliveries of its events: they will send the erased state.
             * @example 1
             */
            webhook_deliveries: number;
        };
        ErasureReceipt: {
            /**
             * @description Customer UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            customer_id: string;
            /**
             * Format: date-time
             * @description When it was erased.
             * @example 2026-11-22T09:22:02.710Z
             */
            erased_at: string;
            /**
             * @description The linked Stripe customer: erase its data at Stripe yourself.
             * @example cus_NffrFeUfNV2Hib
             */
            stripe_customer_id: string | null;
            /**
             * @description The Stripe customers of the customers that were merged into it, likewise.
             * @example []
             */
            merged_stripe_customer_ids: string[];
            /** @description Number of rows that held data of the person, by kind. */
            counts: components["schemas"]["ErasureCounts"];
        };
        CustomerStoredAnswer: {
            /** @description The route that was called. */
            route: string;
            /** @description The idempotency key. */
            key: string;
            /**
             * Format: date-time
             * @description Time of the response.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /** @description The response. */
            body: {
                [key: string]: unknown;
            };
        };
        CustomerImportTrace: {
            /** @description Import UUID. */
            id: string;
            /** @description The name of the file. */
            file_name: string;
            /**
             * Format: date-time
             * @description When the file was sent.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /** @description Whether the file itself is still stored. */
            is_kept: boolean;
            /** @description Notes about its rows that name the customer. */
            problems: Record<string, never>[];
        };
        CustomerDataResponse: {
            /** @description The customer, with its contacts. */
            customer: components["schemas"]["CustomerResponse"];
            /** @description The customers merged into it. */
            merged_customers: components["schemas"]["CustomerResponse"][];
            /** @description The changes of the customer and its contacts, oldest first. */
            events: components["schemas"]["EventResponse"][];
            /** @description Responses stored for idempotency keys. */
            stored_answers: components["schemas"]["CustomerStoredAnswer"][];
            /** @description Files that name the customer. */
            imports: components["schemas"]["CustomerImportTrace"][];
        };
        WebhookCreateRequest: {
            /**
             * @description URL of the endpoint: `https` or `http`, with a public host.
             * @example https://hooks.example.com/customers
             */
            url: string;
            /**
             * @description Purpose of the webhook.
             * @example Invoicing
             */
            description?: string | null;
            /**
             * @description Types of events to send; empty or absent means all.
             * @example [
             *       "customer.created",
             *       "customer.updated"
             *     ]
             */
            event_types?: ("customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled")[];
            /**
             * @description Whether events are sent. Default: `true`.
             * @example true
             */
            is_active?: boolean;
        };
        WebhookCreateResponse: {
            /**
             * @description Webhook UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b94
             */
            id: string;
            /**
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            business_id: string;
            /**
             * @description URL of the endpoint.
             * @example https://hooks.example.com/customers
             */
            url: string;
            /** @description Purpose of the webhook. */
            description: string | null;
            /**
             * @description Types of events to send; empty means all.
             * @example [
             *       "customer.created",
             *       "customer.updated"
             *     ]
             */
            event_types: ("customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled")[];
            /**
             * @description Whether events are sent.
             * @example true
             */
            is_active: boolean;
            /** @description Time since which all deliveries have failed; null if the last one succeeded. */
            failing_since: string | null;
            /** @description When the service disabled the webhook: deliveries failed for days, the endpoint responded with 410, or an internal error prevented deliveries for days. */
            disabled_at: string | null;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
            /**
             * @description The signing secret. It is shown only this once; in a replayed response, null if the secret has expired.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
             */
            secret: string | null;
        };
        WebhookResponse: {
            /**
             * @description Webhook UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b94
             */
            id: string;
            /**
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            business_id: string;
            /**
             * @description URL of the endpoint.
             * @example https://hooks.example.com/customers
             */
            url: string;
            /** @description Purpose of the webhook. */
            description: string | null;
            /**
             * @description Types of events to send; empty means all.
             * @example [
             *       "customer.created",
             *       "customer.updated"
             *     ]
             */
            event_types: ("customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled")[];
            /**
             * @description Whether events are sent.
             * @example true
             */
            is_active: boolean;
            /** @description Time since which all deliveries have failed; null if the last one succeeded. */
            failing_since: string | null;
            /** @description When the service disabled the webhook: deliveries failed for days, the endpoint responded with 410, or an internal error prevented deliveries for days. */
            disabled_at: string | null;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
        };
        WebhookListResponse: {
            items: components["schemas"]["WebhookResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        WebhookUpdateRequest: {
            /**
             * @description URL of the endpoint: `https` or `http`, with a public host.
             * @example https://hooks.example.com/customers
             */
            url?: string;
            /**
             * @description Purpose of the webhook.
             * @example Invoicing
             */
            description?: string | null;
            /**
             * @description Types of events to send; empty or absent means all.
             * @example [
             *       "customer.created",
             *       "customer.updated"
             *     ]
             */
            event_types?: ("customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled")[];
            /** @description Whether events are sent. Events committed while this is false are sent once it is true again. */
            is_active?: boolean;
        };
        WebhookSecretResponse: {
            /**
             * @description The new signing secret. It is shown only this once; in a replayed response, null if the secret has expired.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=
             */
            secret: string | null;
            /**
             * Format: date-time
             * @description Until then, messages also carry the signature of the previous secret.
             * @example 2026-11-23T09:22:02.710Z
             */
            previous_expires_at: string;
        };
        WebhookDeliveryResponse: {
            /**
             * @description Delivery UUID: the id of the event, and the `webhook-id` of each attempt.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b93
             */
            id: string;
            /**
             * @description Webhook UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b94
             */
            webhook_id: string;
            /**
             * @description The type of the event.
             * @example customer.updated
             */
            event_type: string;
            /**
             * @description Position of the event; 0 for a test message.
             * @example 1
             */
            position: number;
            /**
             * @description UUID of the changed resource.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            entity_id: string;
            /**
             * Format: date-time
             * @description Time of the change.
             * @example 2026-11-22T09:22:02.710Z
             */
            occurred_at: string;
            /**
             * @description State of the delivery; a `parked` delivery is not retried automatically.
             * @enum {string}
             */
            state: "pending" | "delivered" | "parked";
            /**
             * @description Number of attempts since it last became due.
             * @example 0
             */
            attempts: number;
            /** @description Time of the next attempt; null while it waits for an earlier delivery of the same customer. */
            next_attempt_at: string | null;
            /** @description Time of the last attempt. */
            last_attempt_at: string | null;
            /** @description Status of the last response. */
            last_status: number | null;
            /** @description Reason why the last attempt failed. */
            last_error: string | null;
            /** @description Time of the successful delivery. */
            delivered_at: string | null;
        };
        DeliveryListResponse: {
            items: components["schemas"]["WebhookDeliveryResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        RedeliverRequest: {
            /**
             * Format: date-time
             * @description Events that occurred at this time or later.
             * @example 2026-11-22T09:22:02.710Z
             */
            since: string;
            /**
             * Format: date-time
             * @description Events that occurred at this time or earlier.
             */
            until?: string;
            /** @description Events of these types; an empty or absent list means all types. */
            event_types?: ("customer.created" | "customer.updated" | "customer.deleted" | "customer.restored" | "customer.merged" | "customer.erased" | "customer.contact.created" | "customer.contact.updated" | "customer.contact.deleted" | "payment_term.created" | "payment_term.updated" | "payment_term.deactivated" | "webhook.disabled")[];
            /**
             * @description Whether to also send the delivered events again, in addition to the parked ones. Default: `false`.
             * @example false
             */
            include_delivered?: boolean;
        };
        WebhookRedeliverResponse: {
            /**
             * @description Number of deliveries that are due again.
             * @example 0
             */
            redelivered: number;
        };
        PaymentTermCreateRequest: {
            /**
             * @description Payment term name.
             * @example 2/10 Net 30
             */
            name: string;
            /**
             * @description Days from the invoice date until it is due.
             * @example 30
             */
            days_until_due: number;
            /**
             * @description Discount for early payment, in percent, with at most two decimals.
             * @example 2
             */
            discount_percent?: number | string | null;
            /**
             * @description Days from the invoice date within which the discount is granted; not more than `days_until_due`.
             * @example 10
             */
            discount_days?: number | null;
            /**
             * @description Whether this is the default payment term of the business; it replaces the previous one. Default: `false`.
             * @example false
             */
            is_default?: boolean;
            /**
             * @description Whether the payment term can be chosen. Default: `true`.
             * @example true
             */
            is_active?: boolean;
        };
        PaymentTermResponse: {
            /**
             * @description Payment term UUID.
             * @example 019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b92
             */
            id: string;
            /**
             * @description Business UUID.
             * @example 0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90
             */
            business_id: string;
            /**
             * @description Payment term name.
             * @example Net 30
             */
            name: string;
            /**
             * @description Days from the invoice date until it is due.
             * @example 30
             */
            days_until_due: number;
            /**
             * @description Discount for early payment, in percent.
             * @example 2
             */
            discount_percent: number | null;
            /**
             * @description Days from the invoice date within which the discount is granted.
             * @example 10
             */
            discount_days: number | null;
            /**
             * @description Whether this is the default payment term of the business.
             * @example false
             */
            is_default: boolean;
            /**
             * @description Whether the payment term can be chosen.
             * @example true
             */
            is_active: boolean;
            /**
             * Format: date-time
             * @description Creation timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Last update timestamp.
             * @example 2026-11-22T09:22:02.710Z
             */
            updated_at: string;
        };
        PaymentTermListResponse: {
            items: components["schemas"]["PaymentTermResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        PaymentTermUpdateRequest: {
            /**
             * @description Payment term name.
             * @example 2/10 Net 30
             */
            name?: string;
            /**
             * @description Days from the invoice date until it is due.
             * @example 30
             */
            days_until_due?: number;
            /**
             * @description Discount for early payment, in percent, with at most two decimals.
             * @example 2
             */
            discount_percent?: number | string | null;
            /**
             * @description Days from the invoice date within which the discount is granted; not more than `days_until_due`.
             * @example 10
             */
            discount_days?: number | null;
            /** @description Whether this is the default payment term of the business; it replaces the previous one. */
            is_default?: boolean;
            /** @description Whether the payment term can be chosen; an inactive one cannot be the default. */
            is_active?: boolean;
        };
        CustomerBulkUploadError: {
            /** @description Number of the row; the first row after the header is 1. */
            row: number;
            /** @description Line of the file in which the row starts. */
            line: number;
            loc: (string | number)[];
            msg: string;
            type: string;
            /** @description The value received, up to 200 characters. */
            input: unknown | null;
        };
        CustomerBulkUploadResponse: {
            /** @description Rows that created a customer. */
            created: number;
            /** @description Rows that changed a customer, or added a contact to one. */
            updated: number;
            /** @description Rows that changed nothing. */
            unchanged: number;
            /** @description Rows that were skipped. */
            skipped: number;
            /** @description Rows that could not be stored. */
            failed: number;
            /** @description The product that wrote the file, if recognised. */
            source: string | null;
            /** @description The recognised columns, and the field of each. */
            mapping: {
                [key: string]: string;
            };
            /** @description The ignored columns. */
            ignored_columns: string[];
            /** @description Warnings about the file, such as an encoding that its bytes contradict; absent if there are none. */
            warnings?: string[];
            /** @description In a dry run: the first five rows as they would be stored. */
            preview: Record<string, never>[] | null;
            /** @description Of the rows that failed or were skipped, the first 1,000. */
            errors: components["schemas"]["CustomerBulkUploadError"][];
        };
        ImportResponse: {
            /** @description Rows that created a customer. */
            created: number;
            /** @description Rows that changed a customer, or added a contact to one. */
            updated: number;
            /** @description Rows that changed nothing. */
            unchanged: number;
            /** @description Rows that were skipped. */
            skipped: number;
            /** @description Rows that could not be stored. */
            failed: number;
            /** @description The product that wrote the file, if recognised. */
            source: string | null;
            /** @description The recognised columns, and the field of each. */
            mapping: {
                [key: string]: string;
            };
            /** @description The ignored columns. */
            ignored_columns: string[];
            /** @description Warnings about the file, such as an encoding that its bytes contradict; absent if there are none. */
            warnings?: string[];
            /** @description In a dry run: the first five rows as they would be stored. */
            preview: Record<string, never>[] | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            business_id: string;
            /** @enum {string} */
            state: "queued" | "running" | "completed" | "failed" | "cancelled";
            /** @description Why the file could not be read completely. */
            error: string | null;
            file_name: string;
            /** @description The size of the file. */
            file_bytes: number;
            /** @description Bytes of the file read until now. */
            bytes_read: number;
            /** @description Rows read until now: the sum of created, updated, unchanged, skipped and failed. */
            rows_read: number;
            /** @description Rows per second. */
            rows_per_second: number | null;
            /** @description Estimated seconds until the end. */
            seconds_left: number | null;
            mode: string;
            match_on: string;
            dry_run: boolean;
            /** Format: date-time */
            created_at: string;
            /** @description Time when the first row was read. */
            started_at: string | null;
            /** @description Time when the import ended. */
            finished_at: string | null;
        };
        ImportListResponse: {
            items: components["schemas"]["ImportResponse"][];
            /** @description Number of matches, if requested. */
            total: number | null;
            /** @example 50 */
            limit: number;
            next_cursor: string | null;
            prev_cursor: string | null;
            has_next: boolean;
            has_prev: boolean;
        };
        HealthResponse: {
            /** @example ok */
            status: string;
        };
        ReadinessResponse: {
            /** @example ok */
            status: string;
            /**
             * @description Nodes of a distributed database that this process found unavailable within the last 30 seconds; absent if there are none. Requests for their businesses get a 503, all others are served.
             * @example [
             *       "10.0.0.2:5432"
             *     ]
             */
            nodes_away?: string[];
        };
        ValidationError: {
            /** Location */
            loc: (string | number)[];
            /** Message */
            msg: string;
            /** Error Type */
            type: string;
            /** Input */
            input?: unknown;
            /** Context */
            ctx?: {
                [key: string]: unknown;
            };
        };
        HTTPValidationError: {
            /** Detail */
            detail: components["schemas"]["ValidationError"][];
        };
        /**
         * CounterpartyStatus
         * @enum {string}
         */
        CounterpartyStatus: "active" | "inactive" | "blocked";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
