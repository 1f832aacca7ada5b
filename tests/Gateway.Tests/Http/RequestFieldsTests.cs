using System.Text.Json;
using Inference.Gateway.Http;
using Inference.Gateway.Responses;

namespace Inference.Gateway.Tests.Http;

public sealed class RequestFieldsTests
{
    [Fact]
    public void Unknown_FieldsThatNobodyAskedFor_AreThoseThatSayAnything()
    {
        RequestFields fields = new(JsonElement.Parse("""{"read":1,"accepted":2,"nothing":null,"unread":3}"""));
        fields.Integer("read");
        fields.Accept("accepted");

        Assert.Equal(["unread"], fields.Unknown);
    }

    [Fact]
    public void Unknown_OfAResponseWithLogprobs_LacksWhatAsksForThem()
    {
        RequestFields fields = new(JsonElement.Parse("""{"input":"a","include":["message.output_text.logprobs"],"top_logprobs":1}"""));
        ResponsesTranslation.ToChat(fields, ResponseInput.Read(fields, _ => null));

        Assert.Empty(fields.Unknown);
    }
}
