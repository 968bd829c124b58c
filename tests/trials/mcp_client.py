"""The official Python SDK's client against both transports: an assistant's session, written down.

    pip install mcp; tests/trials/mcp_client.py XUNZHANG INDEX [QUERY] [INDICATOR]

Starts `xunzhang mcp` for standard input and output, and `xunzhang serve` for HTTP; fails where an answer is an error.
"""
import asyncio
import subprocess
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

try:
    from mcp.client.streamable_http import streamable_http_client as http_client
except ImportError:
    from mcp.client.streamable_http import streamablehttp_client as http_client

PROGRAM, INDEX, *REST = sys.argv[1:]
QUERY = REST[0] if REST else "减轻教师负担"
INDICATOR = REST[1] if len(REST) > 1 else "经费"


def field(answer, name):
    """Returns a field of an answer by its name on the wire: the SDK's own names differ from version to version."""
    return answer.model_dump(by_alias=True)[name]


async def session_of(read, write):
    async with ClientSession(read, write) as session:
        introduced = await session.initialize()
        print("server:", field(introduced, "serverInfo")["name"], field(introduced, "protocolVersion"))
        tools = [tool.name for tool in (await session.list_tools()).tools]
        print("tools:", ", ".join(tools))
        assert tools == ["search", "read_section", "outline", "list_reports", "figures", "trend", "compare"], tools

        async def call(tool, **arguments):
            said = await session.call_tool(tool, arguments)
            text = said.content[0].text
            print(f"\n> {tool} {arguments}\n{text[:1500]}")
            assert not field(said, "isError"), text
            return text

        found = await call("search", query=QUERY, limit=3)
        ref = next(line.removeprefix("ref: ") for line in found.splitlines() if line.startswith("ref: "))
        section = await call("read_section", ref=ref, max_chars=1500)
        assert "citation: " in section and len(section) < 2100
        await call("outline", report=ref, depth=2)
        listed = await call("list_reports", limit=5)
        await call("figures", indicator=[INDICATOR], aim="any", by="region", limit=5)
        await call("trend", word=[QUERY[:2]], by="year")
        ids = [line.split()[0] for line in listed.splitlines()[1:3]]
        await call("compare", old=ids[0], new=ids[1], max_chars=1500)
        wrong = await session.call_tool("search", {"query": "a", "limit": 1000})
        assert field(wrong, "isError") and "1 to 30" in wrong.content[0].text, wrong
        resources = (await session.list_resources()).resources
        text = (await session.read_resource(resources[0].uri)).contents[0].text
        print("\nresource:", resources[0].name, len(text), "characters")
        prompts = (await session.list_prompts()).prompts
        arguments = {one.name: "甲" for one in prompts[0].arguments}
        print("prompt:", (await session.get_prompt(prompts[0].name, arguments)).messages[0].content.text[:80])
        await session.send_ping()


async def main():
    print("== standard input and output")
    async with stdio_client(StdioServerParameters(command=PROGRAM, args=["--index", INDEX, "mcp"])) as (read, write):
        await session_of(read, write)
    print("\n== HTTP")
    serve = [PROGRAM, "--index", INDEX, "serve", "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
    try:
        address = server.stderr.readline().split("http://")[1].split("/")[0]
        async with http_client(f"http://{address}/mcp") as (read, write, *_):
            await session_of(read, write)
    finally:
        server.terminate()
        assert server.wait(30) == 0
    print("\nall is well")


asyncio.run(main())
