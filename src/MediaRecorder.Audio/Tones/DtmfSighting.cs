namespace MediaRecorder.Audio.Tones;

/// <summary>What one window of audio looks like when two frequencies of DTMF make up most of it.</summary>
/// <param name="Purity">Share of the window's power, dial tone aside, that the two tones explain, 0–1. While a tone fills
/// only part of the window this is the part.</param>
/// <param name="Share">The same with dial tone and whatever else is low.</param>
/// <param name="LowDetune">How far the lower tone is off its frequency, as a share of it.</param>
/// <param name="HighDetune">The same of the higher tone.</param>
internal readonly record struct DtmfSighting(char Key, double Purity, double Share, double LowDetune, double HighDetune);
