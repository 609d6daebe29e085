using System.Net;

namespace MediaRecorder.Server.Models;

/// <summary>The HTTP side.</summary>
/// <param name="Listen">TCP address and port; port 0 lets the system choose (only programs may ask for it, files may
/// not).</param>
public sealed record HttpModel(IPEndPoint Listen);
