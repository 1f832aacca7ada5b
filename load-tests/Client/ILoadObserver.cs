namespace Inference.LoadTests.Client;

/// <summary>Is told what happens while it happens, from many threads.</summary>
internal interface ILoadObserver
{
    void OnSent(RequestRecord record);

    void OnTokens(RequestRecord record, int count);

    void OnEnded(RequestRecord record);
}
