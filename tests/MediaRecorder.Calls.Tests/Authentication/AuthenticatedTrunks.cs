using System.Collections.Frozen;
using System.Collections.Immutable;
using MediaRecorder.Calls.Model;
using MediaRecorder.Calls.Tests.B2bua;
using MediaRecorder.Sip.Authentication;
using MediaRecorder.Sip.Authentication.Servers;
using MediaRecorder.Sip.Messages;
using MediaRecorder.Sip.Messages.Headers;

namespace MediaRecorder.Calls.Tests.Authentication;

/// <summary>Models whose trunks have passwords, and the headers of their peers.</summary>
internal static class AuthenticatedTrunks
{
    public const string User = "recorder";
    public const string Password = "pässword: 1";

    /// <summary>The agents' PBX knows us by name and password.</summary>
    public static CallsModel WithCredentials(string? realm = null) => Change(
        "pbx",
        trunk => trunk with { Credentials = new DigestAccount(User, DigestSecret.FromPassword(Password), realm) });

    /// <summary>The carrier must prove itself to us.</summary>
    public static CallsModel WithServer(bool isProxy = false, params ImmutableArray<DigestAlgorithm> algorithms) =>
        Change(
            "carrier",
            trunk => trunk with
            {
                Authenticate = new DigestServerRules(
                    "here",
                    algorithms.IsDefaultOrEmpty ? [DigestAlgorithm.Sha256, DigestAlgorithm.Md5] : algorithms,
                    new Dictionary<string, DigestSecret> { [User] = DigestSecret.FromPassword(Password) }
                        .ToFrozenDictionary(),
                    isProxy),
            });

    public static string Challenge(int status, string nonce, string more = ", qop=\"auth\"", string realm = "pbx") =>
        $"{(status == 407 ? "Proxy" : "WWW")}-Authenticate: Digest realm=\"{realm}\", nonce=\"{nonce}\"{more}\r\n";

    /// <summary>The only credentials of a request, if their response is right.</summary>
    public static DigestCredentials Proven(SipMessage request, SipHeaderName header = SipHeaderName.Authorization)
    {
        Assert.True(DigestCredentials.TryParse(Assert.Single(request.Values(header)), out var credentials, out _));
        Assert.Equal(
            DigestResponse.Compute(
                new DigestHashes(null),
                DigestSecret.FromPassword(Password),
                User,
                credentials!,
                request.MethodToken,
                request.Body),
            credentials!.Response);
        Assert.Equal(request.RequestUri, credentials.Uri);
        return credentials;
    }

    /// <summary>The header lines with which a client of ours answers a refusal.</summary>
    public static string Answer(
        SipMessage refusal, string method = "INVITE", string uri = "sip:4711@192.0.2.1", string password = Password)
    {
        var client = new DigestClient(
            new DigestAccount(User, DigestSecret.FromPassword(password)), new DigestHashes(null), () => "cnonce");
        Assert.True(client.TryAnswer(refusal, new DigestExchange()));
        return string.Concat(
            client.Authorize(method, uri, []).Select(h => $"{SipHeaderNames.Text(h.Name)}: {h.Value}\r\n"));
    }

    private static CallsModel Change(string name, Func<TrunkModel, TrunkModel> change)
    {
        var model = SimulatedRecorder.Model();
        return model with { Trunks = model.Trunks.SetItem(name, change(model.Trunks[name])) };
    }
}
