// The web page in a real Chromium: every flow at three widths, with and without script, and axe-core.
// Needs Debian's chromium, and playwright-core and axe-core from npm in the folder that NODE_PATH names:
//   xunzhang serve & NODE_PATH=…/node_modules node tests/trials/page.mjs http://127.0.0.1:7700/ SHOTS
import { createRequire } from "node:module";
import { createServer, request as ask } from "node:http";
import { mkdirSync, readFileSync } from "node:fs";
const require = createRequire(process.env.NODE_PATH + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [base, shots] = process.argv.slice(2);
mkdirSync(shots, { recursive: true });
const QUERY = process.env.QUERY ?? "减轻教师负担";
let failed = 0;
const check = (is, what) => { console.log(is ? "ok  " : "FAIL", what); failed += is ? 0 : 1; };
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

async function accessible(page, what) {
  // The page's policy forbids scripts of others: it is given past it, by the debugger.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  check(bad.length === 0, `axe: ${what} ${bad.map(({ id, nodes }) => id + " " + nodes[0].html).join("; ")}`);
}

for (const [name, width, height] of [["narrow", 360, 740], ["middle", 800, 1000], ["wide", 1280, 900]]) {
  const context = await browser.newContext({ viewport: { width, height }, locale: "zh-CN", bypassCSP: false });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(base).origin });
  const page = await context.newPage();
  const foreign = [], problems = [];
  page.on("request", (request) => { if (!request.url().startsWith(base) && !request.url().startsWith("data:")) foreign.push(request.url()); });
  page.on("console", (message) => { if (message.type() === "error") problems.push(message.text()); });
  page.on("pageerror", (error) => problems.push(String(error)));
  const shot = (what) => page.screenshot({ path: `${shots}/${name}-${what}.png` });
  const fits = async (what) => check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}: ${what} fits the width`);

  await page.goto(base);
  await shot("first"); await fits("first page"); await accessible(page, `${name} first`);
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  check(await page.evaluate(() => document.activeElement.id === "q"), `${name}: / goes to the box`);
  const suggested = page.waitForResponse(/suggest/);
  await page.keyboard.type("jiaoshi");
  await suggested;
  await page.waitForFunction(() => document.querySelectorAll("#suggestions option").length > 0, null, { timeout: 5000 }).catch(() => {});
  check(await page.locator("#suggestions option").count() > 0, `${name}: suggestions for pinyin`);
  await page.fill("#q", QUERY);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".hits article");
  const list = page.url();
  check(await page.locator(".hits mark").count() > 0, `${name}: marks`);
  await shot("hits"); await fits("hits"); await accessible(page, `${name} hits`);
  // Facets: what is chosen is in the address, its number is what is found, and it can be taken back.
  const count = async () => Number((await page.locator(".side .facts").innerText()).match(/\d+/)[0]);
  const all = await count();
  const facet = page.locator(".side .facet").nth(1).locator("li").first();
  const reports = Number((await facet.locator(".reports").innerText()).match(/\d+/)[0]);
  await facet.locator("a").click();
  await page.waitForSelector(".chosen a");
  check(await count() === reports, `${name}: a facet finds as many reports as it says (${reports})`);
  await shot("narrowed"); await fits("narrowed"); await accessible(page, `${name} narrowed`);
  await page.locator(".chosen a").first().click();
  await page.waitForFunction(() => !document.querySelector(".chosen"));
  check(await count() === all, `${name}: what is chosen can be taken back`);
  await page.fill("#year_from", "2024"); await page.fill("#year_to", "2026");
  await page.locator(".years button").click();
  await page.waitForSelector(".hits");
  check(page.url().includes("year_from=2024") && await count() <= all, `${name}: years narrow`);
  await page.goto(list);
  if (width < 832) {
    await page.locator(".bar .narrow").click();
    check(await page.locator("#narrow").isVisible(), `${name}: facets can be reached`);
  }
  await page.goto(list);
  await page.locator(".bar nav a").first().click();
  await page.waitForFunction(() => location.search.includes("sort=date"));
  check(await page.locator(".hits article").count() > 0, `${name}: newest first`);
  await page.goBack();
  check(page.url() === list, `${name}: back leads to the first order`);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j"); await page.keyboard.press("j"); await page.keyboard.press("k");
  check(await page.locator(".hits article").first().evaluate((one) => one.classList.contains("chosen")), `${name}: j k choose`);
  await page.keyboard.press("y");
  await page.waitForTimeout(200);
  check((await page.evaluate(() => navigator.clipboard.readText())).includes("["), `${name}: y copies the citation`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".reader");
  await shot("reader"); await fits("reader"); await accessible(page, `${name} reader`);
  check(await page.locator(".reader mark").count() > 0, `${name}: marks in the section`);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("n");
  const several = await page.locator(".section mark").count() > 1;
  check(await page.locator("mark.now").count() === 1, `${name}: n leads to a mark`);
  if (several) {
    await page.keyboard.press("n"); await page.keyboard.press("p");
    check(await page.locator(".section mark").first().evaluate((one) => one.classList.contains("now")), `${name}: p leads back`);
  }
  await page.locator("#copy").click();
  await page.waitForTimeout(200);
  check(/\[.\]|\[.*\/OL\]/.test(await page.evaluate(() => navigator.clipboard.readText())), `${name}: the button copies the citation`);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.locator(".reader footer a").first().click()]);
  check(saved.suggestedFilename().length > 0, `${name}: the original is saved`);
  const hit = page.locator(".steps a[data-step=next-hit]").first();
  if (await hit.count()) {
    await hit.click(); await page.waitForSelector(".reader");
    check(await page.locator(".reader mark").count() > 0, `${name}: the next hit has marks`);
    await page.locator(".steps a[data-step=prev-hit]").first().click(); await page.waitForSelector(".reader");
    await page.goBack(); await page.goBack();
  }
  const shared = page.url();
  const other = await context.newPage();
  await other.goto(shared);
  check(await other.locator(".reader h1").innerText() === await page.locator(".reader h1").innerText(), `${name}: the address is all`);
  await other.close();
  const next = page.locator(".steps a[data-step=next]").first();
  if (await next.count()) { await next.click(); await page.waitForSelector(".reader"); await page.goBack(); }
  await page.locator(".outline summary").click();
  await shot("outline"); await fits("outline");
  await page.locator(".outline a").last().click();
  await page.waitForSelector(".reader");
  check(page.url().includes("s="), `${name}: the outline leads on`);
  await page.goBack(); await page.goBack();
  check(page.url() === list, `${name}: back leads to the hits`);
  await page.goto(new URL("trend?word=" + encodeURIComponent("教师 学生"), base).href);
  check(await page.locator(".chart polyline").count() > 0, `${name}: curves`);
  await shot("trend"); await fits("trend"); await accessible(page, `${name} trend`);
  await page.goto(new URL("figures?indicator=" + encodeURIComponent(process.env.INDICATOR ?? "经费"), base).href);
  await shot("figures"); await fits("figures"); await accessible(page, `${name} figures`);
  check(foreign.length === 0, `${name}: nothing of another machine is asked ${foreign}`);
  check(problems.length === 0, `${name}: no complaints ${problems}`);
  await context.close();

  const plain = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false, locale: "en-GB" });
  const bare = await plain.newPage();
  await bare.goto(base);
  await bare.fill("#q", QUERY);
  await bare.keyboard.press("Enter");
  await bare.waitForSelector(".hits article");
  await bare.locator(".hits article a").first().click();
  await bare.waitForSelector(".reader");
  check((await bare.locator(".reader footer").innerText()).includes("Place in the original"), `${name}: reads without script, in English`);
  await bare.screenshot({ path: `${shots}/${name}-bare.png` });
  await bare.emulateMedia({ media: "print" });
  await bare.screenshot({ path: `${shots}/${name}-print.png` });
  await plain.close();
}

// The first result is painted in time.
const context = await browser.newContext();
const page = await context.newPage();
const times = [];
for (let nth = 0; nth < 10; nth += 1) {
  const answer = await page.goto(base + "?q=" + encodeURIComponent(QUERY));
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  times.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime));
  if (nth === 0) console.log("bytes of the page", (await answer.body()).length);
}
times.sort((a, b) => a - b);

// Below a path of a proxy: what the page asks for is relative to where it stands.
const proxy = createServer((request, response) => {
  if (!request.url.startsWith("/reports/")) { response.writeHead(404).end(); return; }
  const { hostname, port } = new URL(base);
  const onward = ask({ hostname, port, path: request.url.slice("/reports".length), headers: { ...request.headers, host: `${hostname}:${port}` } }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
});
await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
const below = `http://127.0.0.1:${proxy.address().port}/reports/`;
const outside = [];
page.on("request", (request) => { if (!request.url().startsWith(below) && !request.url().startsWith("data:")) outside.push(request.url()); });
await page.goto(below);
const words = page.waitForResponse(/suggest/);
await page.locator("#q").pressSequentially("jiaoshi");
check((await words).ok(), "below a path: suggestions");
await page.fill("#q", QUERY);
await page.keyboard.press("Enter");
await page.waitForSelector(".hits article");
await page.locator(".side .facet a").first().click();
await page.waitForSelector(".chosen");
await page.locator(".hits article a").first().click();
await page.waitForSelector(".reader");
check(outside.length === 0, `below a path: nothing beside it is asked for ${outside}`);
proxy.close(); proxy.closeAllConnections();
console.log("first paint, ms, median and most", times[5], times[9]);
await browser.close();
console.log(failed === 0 ? "all is well" : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
