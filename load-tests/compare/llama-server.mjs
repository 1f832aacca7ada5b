// llama.cpp, as node-llama-cpp ships it, behind as much of OpenAI's HTTP API as a load test needs: streamed completions, side by side in one batch.
// node llama-server.mjs MODEL THREADS SEQUENCES CONTEXT; takes any free port and prints its address.
import { createServer } from "node:http";
import { basename } from "node:path";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [modelPath, threads, places, contextSize] = [process.argv[2], ...process.argv.slice(3, 6).map(Number)];
const llama = await getLlama({ gpu: false, build: "never", progressLogs: false, logLevel: LlamaLogLevel.error, maxThreads: threads });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const context = await model.createContext({
    sequences: places,
    contextSize,
    batchSize: 512,
    threads: { ideal: threads, min: threads },
    ignoreMemorySafetyChecks: true,
});

// Who comes when all places are taken waits for the next that is free.
const free = Array.from({ length: places }, () => context.getSequence());
const waiting = [];
const take = () => (free.length > 0 ? Promise.resolve(free.pop()) : new Promise((resolve) => waiting.push(resolve)));
const giveBack = (sequence) => (waiting.length > 0 ? waiting.shift()(sequence) : free.push(sequence));

const promptOf = (body) => {
    if (Array.isArray(body.prompt)) return body.prompt;
    const text = body.prompt ?? body.messages.map((message) => `${message.role}: ${message.content}`).join("\n\n") + "\n\nassistant:";
    return model.tokenize(text);
};

const complete = async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    const body = JSON.parse(text);
    const isChat = request.url.endsWith("/chat/completions");
    const prompt = promptOf(body), most = body.max_tokens ?? 16;
    const sequence = await take();
    const head = { id: `cmpl-${Math.random().toString(36).slice(2)}`, object: isChat ? "chat.completion.chunk" : "text_completion", created: Math.floor(Date.now() / 1000), model: basename(modelPath) };
    const choice = (content, finish) => (isChat ? { index: 0, delta: { content }, finish_reason: finish } : { index: 0, text: content, finish_reason: finish });
    const send = (value) => response.write(`data: ${JSON.stringify(value)}\n\n`);
    let made = 0, whole = "", finish = "length";
    try {
        await sequence.clearHistory();
        if (body.stream) response.writeHead(200, { "Content-Type": "text/event-stream" });
        for await (const token of sequence.evaluate(prompt, { temperature: body.temperature ?? 1, seed: body.seed, yieldEogTokens: true })) {
            if (response.destroyed) return;
            if (model.isEogToken(token) && !body.ignore_eos) {
                finish = "stop";
                break;
            }

            const piece = model.detokenize([token]);
            whole += piece;
            made++;
            // An event for each token, as other servers write them, whether or not the token has text of its own.
            if (body.stream) send({ ...head, choices: [{ ...choice(piece, null), token_ids: [token] }] });
            if (made === most) break;
        }

        const usage = { prompt_tokens: prompt.length, completion_tokens: made, total_tokens: prompt.length + made };
        if (body.stream) {
            send({ ...head, choices: [choice("", finish)] });
            send({ ...head, choices: [], usage });
            response.end("data: [DONE]\n\n");
        } else {
            const answer = isChat ? { index: 0, message: { role: "assistant", content: whole }, finish_reason: finish } : { index: 0, text: whole, finish_reason: finish };
            response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ ...head, choices: [answer], usage }));
        }
    } finally {
        giveBack(sequence);
    }
};

const server = createServer(async (request, response) => {
    try {
        if (request.method === "POST" && request.url.endsWith("/completions")) await complete(request, response);
        else if (request.url === "/health") response.writeHead(200).end();
        else if (request.url === "/v1/models") response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ object: "list", data: [{ id: basename(modelPath), object: "model" }] }));
        else response.writeHead(404).end();
    } catch (error) {
        console.error(error);
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { "Content-Type": "application/json" }).end(JSON.stringify({ error: { message: String(error) } }));
    }
});
server.listen(0, "127.0.0.1", () => console.log(`llama.cpp: http://127.0.0.1:${server.address().port}`));
process.on("SIGTERM", () => process.exit(0));
