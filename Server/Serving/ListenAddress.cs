using System.Net;
using System.Net.Sockets;
using Inference.Server.Terminal;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Inference.Server.Serving;

/// <summary>Where a server listens; one that cannot says so in one line, and before it has loaded a model.</summary>
internal static class ListenAddress
{
    private const string HttpOptions = "--host and --port";

    /// <param name="endpoint">Where.</param>
    /// <param name="options">By which a user says so.</param>
    /// <exception cref="CommandException">Nobody can listen there now, or not this user.</exception>
    public static void Check(IPEndPoint endpoint, string options = HttpOptions)
    {
        try
        {
            using Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endpoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(endpoint);
        }
        catch (SocketException error)
        {
            throw Refused(endpoint, error.Message, options);
        }
    }

    /// <summary>Starts what listens there.</summary>
    /// <exception cref="CommandException">The address is not free any more.</exception>
    public static async Task StartAsync(IPEndPoint endpoint, Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (Exception error) when (IsOfListening(error))
        {
            throw Refused(endpoint, (error.GetBaseException() as SocketException ?? error).Message, HttpOptions);
        }
    }

    /// <summary>Leaves out what the host says of its start: it throws the same, and that is told in one line.</summary>
    public static void LeaveOutFailedStart(ILoggingBuilder logging) => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

    private static bool IsOfListening(Exception error) => error is IOException { InnerException: AddressInUseException }
        or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.AccessDenied };

    private static CommandException Refused(IPEndPoint endpoint, string why, string options) => new($"cannot listen on {endpoint}: {char.ToLowerInvariant(why[0])}{why[1..]} ({options} say where)");
}
